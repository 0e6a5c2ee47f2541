/*
 * The capacity of a discrete memoryless channel, max_p I(p; W), whose M inputs have the output distributions W_m.
 */

/** The bound gap max_m KL(W_m‖q) − I at which a capacity is known, in bits. */
const GAP = 1e-12;
/** Newton steps converge in a handful; this many means that rounding hides the rest of the gap. */
const MOST_STEPS = 500;
/** An input with less weight that gains nothing is left out of Newton's system. */
const NEGLIGIBLE = 1e-12;

export interface Capacity {
  readonly bits: number;
  /** max_m KL(W_m‖q) − I(p): the capacity is at most this much larger. */
  readonly gap: number;
}

/**
 * Blahut–Arimoto's fixed point, reached by Newton steps on the inputs in use wherever they climb (plain Blahut–Arimoto needs
 * about 1/capacity iterations, millions for models that nearly agree).
 *
 * @param channel M×C, row-major, rows are distributions.
 */
export function channelCapacity(channel: Float64Array, inputs: number): Capacity {
  const outputs = channel.length / inputs;
  let weights: Float64Array = new Float64Array(inputs).fill(1 / inputs);
  let state = divergences(channel, weights, outputs);
  for (let step = 0; step < MOST_STEPS && state.gap > GAP; step++) {
    const blahut = normalised(weights.map((weight, m) => weight * 2 ** state.divergence[m]!));
    let next = divergences(channel, blahut, outputs);
    let chosen = blahut;
    const newton = newtonStep(channel, weights, state, outputs);
    if (newton) {
      const after = divergences(channel, newton, outputs);
      if (after.information >= next.information) [next, chosen] = [after, newton];
    }
    if (next.information <= state.information && next.gap >= state.gap) break;
    [state, weights] = [next, chosen];
  }
  return { bits: Math.max(0, state.information), gap: Math.max(0, state.gap) };
}

interface State {
  /** q = Σ p_m W_m. */
  readonly output: Float64Array;
  /** KL(W_m‖q) in bits. */
  readonly divergence: Float64Array;
  /** I(p; W) in bits: a lower bound of the capacity. */
  readonly information: number;
  readonly gap: number;
}

function divergences(channel: Float64Array, weights: Float64Array, outputs: number): State {
  const output = new Float64Array(outputs);
  channel.forEach((probability, at) => (output[at % outputs]! += weights[Math.floor(at / outputs)]! * probability));
  const divergence = weights.map((_, m) => {
    let total = 0;
    for (let c = 0; c < outputs; c++) {
      const probability = channel[m * outputs + c]!;
      if (probability > 0) total += probability * Math.log2(probability / output[c]!);
    }
    return total;
  });
  const information = weights.reduce((total, weight, m) => total + weight * divergence[m]!, 0);
  const largest = divergence.reduce((most, each) => Math.max(most, each), 0);
  return { output, divergence, information, gap: largest - information };
}

/**
 * One Newton step for max I on the simplex, restricted to inputs in use: gradient KL(W_m‖q), Hessian −W diag(1/q) Wᵀ (nats).
 * It stops short of the simplex's boundary. Null where the system is singular.
 */
function newtonStep(channel: Float64Array, weights: Float64Array, state: State, outputs: number): Float64Array | null {
  const used = Array.from(weights.keys()).filter(
    (m) => weights[m]! > NEGLIGIBLE || state.divergence[m]! > state.information,
  );
  const size = used.length + 1;
  const system = Array.from({ length: size }, () => new Float64Array(size + 1));
  used.forEach((m, i) => {
    used.forEach((l, j) => {
      let curvature = 0;
      for (let c = 0; c < outputs; c++) {
        const q = state.output[c]!;
        if (q > 0) curvature += (channel[m * outputs + c]! * channel[l * outputs + c]!) / q;
      }
      // The ridge picks one of many equal optima where models coincide; it does not move the value.
      system[i]![j] = curvature + (i === j ? 1e-9 : 0);
    });
    system[i]![used.length] = 1;
    system[used.length]![i] = 1;
    system[i]![size] = state.divergence[m]! * Math.LN2;
  });
  const solution = solve(system);
  if (!solution) return null;
  let length = 1;
  used.forEach((m, i) => {
    if (solution[i]! < 0) length = Math.min(length, (0.995 * weights[m]!) / -solution[i]!);
  });
  const moved = weights.slice();
  used.forEach((m, i) => (moved[m] = Math.max(0, weights[m]! + length * solution[i]!)));
  return normalised(moved);
}

function normalised(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight) => weight / total);
}

/** Gaussian elimination with partial pivoting of an n×(n+1) augmented system; null where it is singular. */
function solve(system: Float64Array[]): Float64Array | null {
  const n = system.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(system[row]![column]!) > Math.abs(system[pivot]![column]!)) pivot = row;
    }
    if (Math.abs(system[pivot]![column]!) < 1e-300) return null;
    [system[column], system[pivot]] = [system[pivot]!, system[column]!];
    for (let row = column + 1; row < n; row++) {
      const factor = system[row]![column]! / system[column]![column]!;
      for (let j = column; j <= n; j++) system[row]![j]! -= factor * system[column]![j]!;
    }
  }
  const solution = new Float64Array(n);
  for (let row = n - 1; row >= 0; row--) {
    let rest = system[row]![n]!;
    for (let j = row + 1; j < n; j++) rest -= system[row]![j]! * solution[j]!;
    solution[row] = rest / system[row]![row]!;
  }
  return solution;
}
