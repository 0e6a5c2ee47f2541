import css from './style.css';
import { findHost, reportTrouble } from './host';
import { Page } from './page';
import { loadPlotly } from './plotly-loader';
import { Store } from './state';
import { followSystemTheme } from './theme';

/*
 * The page's composition root: its state, who is behind it, and what it draws.
 */

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const host = findHost();
const store = new Store((state) => host.keep(state));

addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  reportTrouble(host, `The page's security policy refused ${blockedURI || 'code'} (${violatedDirective}).`);
});
addEventListener('error', ({ message }) => reportTrouble(host, message));
addEventListener('unhandledrejection', ({ reason }) => reportTrouble(host, String(reason)));

if (!host.peer) followSystemTheme();
document.body.append(new Page(store, host).element);
host.start(store);
// It is on its way already; where it fails, the plot that needs it asks again and tells.
loadPlotly().catch(() => undefined);
