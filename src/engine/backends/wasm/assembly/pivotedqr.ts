/*
 * QR with column pivoting (LAPACK's dgeqp3, column by column): the column with the largest remaining norm comes next.
 * Norms are downdated; one that has lost half of its digits by cancellation is computed anew (Drmač and Bujanović).
 */
import { allocate, mark, release } from './arena';
import { applyOne } from './qr';
import { reflect } from './reflectors';
import { at, norm, offset, put, swap } from './vector';

const CANCELLED: f64 = 1.4901161193847656e-8; // √ε

/** `pivots` (n × i32) receives the permutation. */
export function factorPivoted(m: i32, n: i32, a: usize, lda: i32, tau: usize, pivots: usize): void {
  const before = mark();
  const work = allocate(n, 1);
  const norms = allocate(n, 1);
  const reference = allocate(n, 1);
  for (let j = 0; j < n; j++) {
    store<i32>(pivots + ((<usize>j) << 2), j);
    const size = norm(m, offset(a, j * lda));
    put(norms, j, size);
    put(reference, j, size);
  }
  for (let j = 0; j < min(m, n); j++) {
    let best = j;
    for (let p = j + 1; p < n; p++) if (at(norms, p) > at(norms, best)) best = p;
    if (best != j) {
      swap(m, offset(a, j * lda), offset(a, best * lda));
      const kept = load<i32>(pivots + ((<usize>j) << 2));
      store<i32>(pivots + ((<usize>j) << 2), load<i32>(pivots + ((<usize>best) << 2)));
      store<i32>(pivots + ((<usize>best) << 2), kept);
      put(norms, best, at(norms, j));
      put(reference, best, at(reference, j));
    }
    const head = offset(a, j * lda + j);
    const factor = reflect(m - j, head);
    put(tau, j, factor);
    applyOne(m - j, n - j - 1, head, factor, offset(head, lda), lda, work);
    downdate(m - j - 1, n - j - 1, offset(head, lda), lda, offset(norms, j + 1), offset(reference, j + 1));
  }
  release(before);
}

/** Takes the row at `row` out of the norms of the n columns; `m` rows remain below it. */
function downdate(m: i32, n: i32, row: usize, lda: i32, norms: usize, reference: usize): void {
  for (let p = 0; p < n; p++) {
    const size = at(norms, p);
    if (size == 0) continue;
    const entry = offset(row, p * lda);
    const ratio = Math.abs(at(entry, 0)) / size;
    const left = Math.max(0, (1 + ratio) * (1 - ratio));
    const lost = size / at(reference, p);
    if (left * lost * lost <= CANCELLED) {
      const fresh = norm(m, offset(entry, 1));
      put(norms, p, fresh);
      put(reference, p, fresh);
    } else {
      put(norms, p, size * Math.sqrt(left));
    }
  }
}
