import { strict as assert } from 'node:assert';
import { activated } from './support';

describe('after everything', () => {
  it('no page broke its content security policy, threw, or sent what it may not', async () => {
    const { troubles } = await activated();
    assert.deepEqual(troubles, []);
  });
});
