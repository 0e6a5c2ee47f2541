/** N×N matrices of more instances than these are not held: their rows are made anew, some at a time, wherever they are needed. */
export const LARGEST_SQUARE = 10_000;

/** Up to so many, the matrix of distances is made once for all who go through its rows. */
export const SHARED_SQUARE = 4096;

/** Where such a matrix is needed as a whole, it is of so many of the instances, sampled. */
export const MOST_SAMPLED = 2000;
