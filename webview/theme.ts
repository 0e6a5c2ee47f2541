import type { Theme } from './charts/figure';

/*
 * VS Code's theme, resolved to values. It changes under a living page: the class of <body> says so.
 */

const kinds: readonly (readonly [className: string, kind: Theme['kind']])[] = [
  ['vscode-high-contrast-light', 'hc-light'],
  ['vscode-high-contrast', 'hc-dark'],
  ['vscode-light', 'light'],
  ['vscode-dark', 'dark'],
];

/** Okabe and Ito's colours, in the shades that stand out from a light and a dark ground. */
const seriesOn = {
  light: ['#0072b2', '#b34700', '#00795a', '#a3447a', '#6a5300', '#3a7ca5'],
  dark: ['#56b4e9', '#e69f00', '#2dbd93', '#e08fbf', '#f0e442', '#a6cee3'],
} as const;

export function readTheme(body: HTMLElement = document.body): Theme {
  const style = getComputedStyle(body);
  const kind = kinds.find(([className]) => body.classList.contains(className))?.[1] ?? 'dark';
  const dark = kind === 'dark' || kind === 'hc-dark';
  const colour = (...names: readonly string[]): string | undefined =>
    names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '');
  const background = colour('editor-background') ?? (dark ? '#1f1f1f' : '#ffffff');
  const foreground = colour('editor-foreground', 'foreground') ?? (dark ? '#cccccc' : '#3b3b3b');
  const border = colour('contrastBorder', 'panel-border', 'widget-border') ?? (dark ? '#444444' : '#d0d0d0');
  return {
    kind,
    background,
    foreground,
    muted: colour('descriptionForeground') ?? foreground,
    border,
    grid: kind.startsWith('hc') ? 'rgba(128,128,128,0.5)' : border,
    focus: colour('contrastActiveBorder', 'focusBorder') ?? (dark ? '#0078d4' : '#005fb8'),
    error: colour('errorForeground') ?? '#e51400',
    warning: colour('editorWarning-foreground', 'list-warningForeground') ?? (dark ? '#cca700' : '#bf8803'),
    series: dark ? seriesOn.dark : seriesOn.light,
    font: colour('font-family') ?? 'system-ui, sans-serif',
    editorFont: colour('editor-font-family') ?? 'monospace',
    fontSize: Number.parseFloat(colour('font-size') ?? '') || 13,
  };
}

/** Calls when the theme changed; returns what ends the watching. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  return () => observer.disconnect();
}

/** A page outside VS Code (a report) follows the system: the class that VS Code would have set. */
export function followSystemTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
