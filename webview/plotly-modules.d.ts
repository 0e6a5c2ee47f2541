/* Plotly's parts have no types of their own; the whole has. */
declare module 'plotly.js/lib/core' {
  import type * as Whole from 'plotly.js';
  const Plotly: typeof Whole;
  export default Plotly;
}
declare module 'plotly.js/lib/heatmap' {
  const trace: object;
  export default trace;
}
declare module 'plotly.js/lib/bar' {
  const trace: object;
  export default trace;
}

/* Style sheets come as their text. */
declare module '*.css' {
  const text: string;
  export default text;
}
