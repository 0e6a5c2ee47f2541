import { strict as assert } from 'node:assert';
import { activated } from './support';

describe('after everything', () => {
  it('no page loaded what it may not, threw, or sent what nobody understands', async () => {
    const { troubles } = await activated();
    assert.deepEqual(troubles, []);
  });
});
