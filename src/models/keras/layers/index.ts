/* Importing this enters our layers into the registry of TensorFlow.js. */
import './activations';
import './attention';
import './convolution';
import './convolution1d';
import './einsum';
import './merging';
import './normalization';
import './recurrent';
import './steps';

export { isArithmetic, isOther, substitute } from './substitute';
