/**
 * From so many multiplications of numbers on, a product or a Gram matrix is made by TensorFlow; all else by the embedded kernels,
 * which are about as fast or faster, and hold out where TensorFlow does not: its Q and U of graded and of rank-deficient matrices
 * of 400 × 400 are not orthogonal.
 *
 * Milliseconds of processor time of one thread, embedded kernels / TensorFlow 2.21, n×n where nothing else is said:
 *
 * | operation              | n = 128 | n = 256 | n = 512   | n = 1000   |
 * | ---------------------- | ------- | ------- | --------- | ---------- |
 * | product                | – / –   | 2 / 2   | 20 / 9    | 114 / 45   |
 * | product, (4n×n)ᵀ(4n×n) | 1 / 1   | 6 / 4   | 52 / 30   | 441 / 222  |
 * | product of floats      | – / –   | 1 / 1   | 5 / 3     | 72 / 27    |
 * | triangle of 4n×4n      | 3 / 5   | 12 / 11 | 126 / 73  | 1193 / 581 |
 * | QR, 4n×n               | 2 / 4   | 23 / 19 | 172 / 136 | 1319 / 733 |
 * | SVD                    | 1 / 4   | 12 / 24 | 88 / 114  | 562 / 513  |
 * | singular values        | 1 / 4   | 6 / 15  | 40 / 76   | 239 / 284  |
 * | eigenvectors           | – / –   | 4 / 7   | 43 / 54   | 350 / 346  |
 * | eigenvalues            | – / –   | 3 / 3   | 16 / 15   | 103 / 88   |
 */
export const LEAST_PRODUCT = 200 ** 3;
