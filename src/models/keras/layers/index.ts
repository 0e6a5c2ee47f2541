/* Importing this enters our layers into the registry of TensorFlow.js. */
import './activations';
import './attention';
import './convolution';
import './merging';
import './normalization';
import './recurrent';
import './steps';

export { isArithmetic, substitute } from './substitute';
