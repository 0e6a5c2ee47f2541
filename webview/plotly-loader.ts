import type * as Plotly from 'plotly.js';
import { plotlyElement } from './elements';

export interface PlotlyGlobal {
  likenessPlotly?: typeof Plotly;
}

let loading: Promise<typeof Plotly> | undefined;
/** What was loaded from its element in vain is asked for by another. */
let again = false;

/** Plotly, loaded once: by the element that the page has for it. */
export function loadPlotly(): Promise<typeof Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const present = (): boolean => {
      const { likenessPlotly } = globalThis as PlotlyGlobal;
      if (likenessPlotly) resolve(likenessPlotly);
      return likenessPlotly !== undefined;
    };
    const refuse = (why: string): void => {
      loading = undefined;
      again = true;
      reject(new Error(why));
    };
    if (present()) return;
    const own = document.getElementById(plotlyElement);
    if (!(own instanceof HTMLScriptElement)) return refuse('The plotting library is not part of this page.');
    const script = again ? document.createElement('script') : own;
    script.onload = () => present() || refuse('The plotting library is damaged.');
    script.onerror = () => refuse('The plotting library could not be loaded.');
    if (script === own) return;
    script.nonce = own.nonce;
    script.src = own.src;
    document.head.append(script);
  });
  return loading;
}
