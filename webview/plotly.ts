import Plotly from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import heatmap from 'plotly.js/lib/heatmap';
import type { PlotlyGlobal } from './plotly-loader';

/*
 * The bundle that draws, loaded with the first plot. Of Plotly only what is used: the core brings scatter.
 */

Plotly.register([bar, heatmap] as never);
(globalThis as PlotlyGlobal).likenessPlotly = Plotly;
