import type * as Plotly from 'plotly.js';

export interface PlotlyGlobal {
  likenessPlotly?: typeof Plotly;
}

/** Where the plotting bundle is, and the nonce that lets it run: the page's own script tag says so. */
export interface PlotlySource {
  readonly src: string | undefined;
  readonly nonce: string;
}

let loading: Promise<typeof Plotly> | undefined;

/** Plotly, fetched once. In a report it is in the page already. */
export function loadPlotly({ src, nonce }: PlotlySource): Promise<typeof Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const present = (): boolean => {
      const { likenessPlotly } = globalThis as PlotlyGlobal;
      if (likenessPlotly) resolve(likenessPlotly);
      return likenessPlotly !== undefined;
    };
    const refuse = (why: string): void => {
      loading = undefined;
      reject(new Error(why));
    };
    if (present()) return;
    if (!src) return refuse('The plotting library is not part of this page.');
    const script = document.createElement('script');
    script.nonce = nonce;
    script.src = src;
    script.onload = () => present() || refuse('The plotting library is damaged.');
    script.onerror = () => refuse('The plotting library could not be loaded.');
    document.head.append(script);
  });
  return loading;
}
