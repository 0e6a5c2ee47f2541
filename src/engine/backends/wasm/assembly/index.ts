/* What the host calls. */
export { allocate, allocateZeros, reset } from './arena';
export { centreColumns, packedGram, packedGram32 } from './centredgram';
export { addDots, widen } from './dots';
export { gram, gram32, multiply, multiply32 } from './products';
export { qr, singularValuesTall, svdTall, symmetricEigen, symmetricEigenvalues } from './decompositions';
export { addProducts, shift } from './rowsums';
export { transpose } from './gemm';
export { largest, scale } from './vector';
