/** A float64 array of numbers without a pattern, but the same every time, in numpy's format. */
export function npy(shape: readonly [number, number, ...number[]], seed = 1): Buffer {
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const header = `${dictionary.padEnd(117)}\n`;
  const magic = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  let state = seed;
  const values = Float64Array.from({ length: shape.reduce((all, side) => all * side) }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  });
  return Buffer.concat([magic, Buffer.from(header), Buffer.from(values.buffer)]);
}
