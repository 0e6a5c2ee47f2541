import { EngineClient } from '../../../../src/engine/client';

/* A host that asks for work without end, and tells where its engine is: the test kills it. */
const client = new EngineClient({ dist: __dirname, log: (line) => console.log(line) });
void client.compare(
  { operands: ['0', '1'], base: '/', measures: [{ id: 'deaf' }] },
  { engine: 'auto', threads: 1, memory: 0 },
  { onProgress: ({ stage }) => console.log(stage) },
);
