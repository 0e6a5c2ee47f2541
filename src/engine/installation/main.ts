import { resolve } from 'node:path';
import { messageOf } from '../../rpc/message-of';
import { installTensorflow } from './install';

/* `npm run engine:tensorflow -- [FOLDER [FROM]]`: the bundle of the probe lies beside this one's. */

const [folder = '.', from] = process.argv.slice(2);
const place = resolve(folder);

installTensorflow(
  resolve(__dirname, 'probe.js'),
  { folder: place, ...(from !== undefined && { from: resolve(from) }) },
  ({ stage }) => console.log(`${stage}…`),
).then(
  ({ version, source }) =>
    console.log(
      `The TensorFlow engine is installed (${source}, TensorFlow ${version}). Use it: LIKENESS_TENSORFLOW=${place}`,
    ),
  (error: unknown) => {
    console.error(messageOf(error));
    process.exitCode = 1;
  },
);
