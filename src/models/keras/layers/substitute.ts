import { arithmeticNames } from './steps';

type Fields = Readonly<Record<string, unknown>>;

const isSet = (value: unknown): boolean => ![undefined, null, false, 0].includes(value as null);
/** A number, or a list of numbers, of which one is not `plain`. */
export const isOther = (value: unknown, plain: number): boolean =>
  [value].flat(2).some((one) => typeof one === 'number' && one !== plain);

/**
 * The class to build a layer by, where TensorFlow.js would compute it otherwise than Keras, or cannot; undefined where its own
 * class will do. `config` has the names of Keras.
 */
export function substitute(className: string, config: Fields): string | undefined {
  switch (className) {
    case 'GRU':
      return isSet(config['reset_after']) ? 'ResetAfterGRU' : undefined;
    case 'Conv1D':
    case 'Conv2D': {
      const general = isOther(config['groups'] ?? 1, 1) || isOther(config['dilation_rate'] ?? 1, 1);
      return general && config['data_format'] !== 'channels_first' ? `General${className}` : undefined;
    }
    case 'ReLU':
      return isSet(config['negative_slope']) || isSet(config['threshold']) ? 'GeneralReLU' : undefined;
    case 'GlobalAveragePooling1D':
      return 'GlobalMean';
    case 'GlobalAveragePooling2D':
    case 'GlobalAveragePooling3D':
      return isSet(config['keepdims']) || className.endsWith('3D') ? 'GlobalMean' : undefined;
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
    case 'GlobalMaxPooling3D':
      return isSet(config['keepdims']) || className.endsWith('3D') ? 'GlobalMax' : undefined;
    case 'BatchNormalization':
      return 'BatchNormalizationAlong';
    case 'CenterCrop':
      return 'CenterCropBySlice';
    case 'DepthwiseConv2D':
      return isOther(config['dilation_rate'] ?? 1, 1) ? 'DilatedDepthwiseConv2D' : undefined;
    case 'ELU':
      return isOther(config['alpha'] ?? 1, 1) ? 'ScaledELU' : undefined;
    case 'Masking':
      return 'MaskingApart';
    case 'Reshape':
      return 'ReshapeAsKnown';
    case 'Softmax':
      return isOther(config['axis'] ?? -1, -1) ? 'SoftmaxAlong' : undefined;
    case 'Resizing':
      return 'ResizingByCentres';
    case 'UpSampling2D':
      return config['interpolation'] === 'bilinear' ? 'UpSampling2DByCentres' : undefined;
    default:
      return undefined;
  }
}

/** Whether numbers may stand beside a tensor in this operation of a functional model. */
export function isArithmetic(className: string): boolean {
  return arithmeticNames.has(className);
}
