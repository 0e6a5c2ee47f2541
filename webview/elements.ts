/*
 * What the page's HTML and its code call the same: ids of elements that one writes and the other finds.
 */

/** The script element that loads Plotly. */
export const plotlyElement = 'plotly-script';
/** What a report carries. */
export const dataElement = 'likeness-data';
