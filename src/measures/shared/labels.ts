/** The reason of a measure that needs the ground truth where the comparison has none. */
export const NO_LABELS = 'Needs labels: name a file with the class of each instance.';
