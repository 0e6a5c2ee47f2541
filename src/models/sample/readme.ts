type Accuracy = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the experiment's folder says of itself. */
export function describeExperiment(
  networks: readonly { readonly name: string; readonly seed: number; readonly width: number }[],
  epochs: readonly number[],
  accuracy: Accuracy,
): string {
  const rows = networks.map(({ name, seed, width }) => {
    const reached = Object.values(accuracy[name] ?? {}).map((share) => `${(100 * share).toFixed(1)} %`);
    return `| \`${name}\` | ${seed} | ${width} | ${reached.join(' | ')} |`;
  });
  return `# A sample experiment

Three small networks, trained here on real handwritten digits (8×8 grey images). Five times on the way, what every layer
says about 500 images that were kept out of the training was recorded.

| file | content |
|---|---|
| \`labels.npy\` | int32, 500: the true digit of each image |
| \`ids.npy\` | int32, 500: the image's position in the data set |
| \`images.npy\` | float32, 500×8×8×1: the images as the networks see them, from 0 to 1 |
| \`accuracy.json\` | accuracy on these 500 images, per run and snapshot |
| \`runs/<run>/epoch_XX/<layer>.npy\` | float32 activations of each layer with weights, after its ReLU; channels last |
| \`runs/<run>/epoch_XX/logits.npy\` | float32, 500×10: the outputs before softmax |
| \`runs/<run>/checkpoints/epoch_XX/\` | the network, as TensorFlow.js saves it |

| run | seed | channels | ${epochs.map((epoch) => `epoch ${epoch}`).join(' | ')} |
|---|---|---|${'---|'.repeat(epochs.length)}
${rows.join('\n')}

The networks: 3×3 convolution 1→w with ReLU (\`conv1\`), 2×2 max-pooling, 3×3 convolution w→2w with ReLU (\`conv2\`), 2×2
max-pooling, 8w→32 with ReLU (\`fc1\`), 32→10 (\`logits\`). Adam, learning rate 0.002, batches of 32, cross-entropy.

Data: E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository (1998), CC BY 4.0,
as distributed with scikit-learn.
`;
}
