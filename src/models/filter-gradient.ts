interface Array4 {
  /** N, height, width, channels. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The gradient of a convolution (stride 1, padding "same", odd filter) in its filter:
 * ∂L/∂F[i, j, c, f] = Σₙ,ₕ,ᵥ x[n, h + i − ⌊I/2⌋, v + j − ⌊J/2⌋, c] · ∂L/∂y[n, h, v, f].
 *
 * x is N×H×W×C, dy N×H×W×F, the gradient I×J×C×F. Walks dy once, so that the inner loop runs along both dy and the gradient.
 */
export function filterGradient(x: Array4, dy: Array4, filterHeight: number, filterWidth: number): Float32Array {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const filters = dy.shape[3] ?? 0;
  const gradient = new Float32Array(filterHeight * filterWidth * channels * filters);
  const [top, left] = [filterHeight >> 1, filterWidth >> 1];
  for (let image = 0; image < n; image++) {
    for (let h = 0; h < height; h++) {
      for (let v = 0; v < width; v++) {
        const from = ((image * height + h) * width + v) * filters;
        for (let i = Math.max(0, top - h); i < Math.min(filterHeight, height + top - h); i++) {
          for (let j = Math.max(0, left - v); j < Math.min(filterWidth, width + left - v); j++) {
            const pixel = ((image * height + h + i - top) * width + v + j - left) * channels;
            let to = (i * filterWidth + j) * channels * filters;
            for (let c = 0; c < channels; c++) {
              const value = x.data[pixel + c]!;
              for (let f = 0; f < filters; f++) gradient[to++]! += value * dy.data[from + f]!;
            }
          }
        }
      }
    }
  }
  return gradient;
}
