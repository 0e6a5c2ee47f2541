import * as tf from '@tensorflow/tfjs-core';
import { initializers, type layers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { activationNamed, enter, registered, type Shape } from './base';

interface Cell extends layers.Layer {
  readonly units: number;
  readonly useBias: boolean;
  kernel: LayerVariable;
  recurrentKernel: LayerVariable;
  bias: LayerVariable | null;
}

/**
 * The cell of a GRU with `reset_after`, Keras's default: the reset gate works on U·h + b′, not on h, and the biases are two.
 * z = σ(xW_z + hU_z), r = σ(xW_r + hU_r), ĥ = tanh(xW_h + r ⊙ hU_h), h′ = z ⊙ h + (1 − z) ⊙ ĥ, each product with its bias.
 */
class ResetAfterCell extends registered<Cell>('GRUCell') {
  readonly #activation: (x: tf.Tensor) => tf.Tensor;
  readonly #gate: (x: tf.Tensor) => tf.Tensor;

  constructor(args: Record<string, unknown>) {
    super({ ...args, resetAfter: false });
    this.#activation = activationNamed(args['activation'] ?? 'tanh');
    this.#gate = activationNamed(args['recurrentActivation'] ?? 'sigmoid');
  }

  override build(shape: Shape | Shape[]): void {
    super.build(shape);
    if (!this.useBias) return;
    this.bias = this.addWeight('biases', [2, 3 * this.units], 'float32', initializers.zeros());
    // the bias that TensorFlow.js made
    this.trainableWeights = [this.kernel, this.recurrentKernel, this.bias];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, h] = inputs as [tf.Tensor2D, tf.Tensor2D];
      const given = tf.matMul(x, this.kernel.read());
      const kept = tf.matMul(h, this.recurrentKernel.read());
      const biases = this.bias ? tf.unstack(this.bias.read()) : [];
      const [xz, xr, xh] = thirds(biases[0] ? tf.add(given, biases[0]) : given);
      const [hz, hr, hh] = thirds(biases[1] ? tf.add(kept, biases[1]) : kept);
      const z = this.#gate(tf.add(xz, hz));
      const r = this.#gate(tf.add(xr, hr));
      const candidate = this.#activation(tf.add(xh, tf.mul(r, hh)));
      const next = tf.add(tf.mul(z, h), tf.mul(tf.sub(1, z), candidate));
      return [next, next];
    });
  }
}

function thirds(x: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor] {
  return tf.split(x, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
}

class ResetAfterGru extends registered<layers.Layer & { cell: Cell }>('GRU') {
  constructor(args: Record<string, unknown>) {
    super({ ...args, resetAfter: false });
    this.cell = new ResetAfterCell(args);
  }
}

enter('ResetAfterGRU', ResetAfterGru);
