import { EigenvalueDecomposition, Matrix as Dense, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import type { Linalg } from '../../../src/linalg/linalg';
import { matrix, type Matrix } from '../../../src/linalg/matrix';

const dense = (a: Matrix): Dense => Dense.from1DArray(a.rows, a.cols, Array.from(a.data));
const plain = (a: Dense): Matrix => matrix(a.rows, a.columns, Float64Array.from(a.to1DArray()));
const transposed = (a: Matrix, transpose = false): Dense => (transpose ? dense(a).transpose() : dense(a));

/** Householder QR keeps k = min(m, n) columns; ml-matrix wants m ≥ n. */
function thinQr(a: Matrix): { q: Matrix; r: Matrix } {
  if (a.rows >= a.cols) {
    const qr = new QrDecomposition(dense(a));
    return { q: plain(qr.orthogonalMatrix), r: plain(qr.upperTriangularMatrix) };
  }
  const q = new QrDecomposition(dense(a).subMatrix(0, a.rows - 1, 0, a.rows - 1)).orthogonalMatrix;
  return { q: plain(q), r: plain(q.transpose().mmul(dense(a))) };
}

function greedyPivots(a: Matrix): Int32Array {
  const work = dense(a);
  const pivots = Int32Array.from({ length: a.cols }, (_, j) => j);
  for (let k = 0; k < Math.min(a.rows, a.cols); k++) {
    const norms = Array.from({ length: a.cols }, (_, j) => (j < k ? -1 : work.getColumnVector(j).norm('frobenius')));
    const best = norms.indexOf(Math.max(...norms));
    work.swapColumns(k, best);
    const kept = pivots[k]!;
    pivots[k] = pivots[best]!;
    pivots[best] = kept;
    if (norms[best] === 0) break;
    const unit = work.getColumnVector(k).div(norms[best]!);
    work.sub(unit.mmul(unit.transpose().mmul(work)));
  }
  return pivots;
}

const reference: Linalg = {
  name: 'wasm',
  multiply: (a, b, { transposeA, transposeB } = {}) => plain(transposed(a, transposeA).mmul(transposed(b, transposeB))),
  gram: (a, { side } = {}) => {
    const left = transposed(a, side !== 'rows');
    return plain(left.mmul(left.transpose()));
  },
  qr: thinQr,
  pivotedQr: (a) => {
    const pivots = greedyPivots(a);
    return { ...thinQr(plain(dense(a).subMatrixColumn(Array.from(pivots)))), pivots };
  },
  eigh: (a) => {
    const eigen = new EigenvalueDecomposition(dense(a), { assumeSymmetric: true });
    return { values: Float64Array.from(eigen.realEigenvalues), vectors: plain(eigen.eigenvectorMatrix) };
  },
  eigenvalues: (a) => reference.eigh(a).values,
  svd: (a) => {
    const svd = new SingularValueDecomposition(dense(a), { autoTranspose: true });
    const k = Math.min(a.rows, a.cols) - 1;
    return {
      u: plain(svd.leftSingularVectors.subMatrix(0, a.rows - 1, 0, k)),
      s: Float64Array.from(svd.diagonal.slice(0, k + 1)),
      v: plain(svd.rightSingularVectors.subMatrix(0, a.cols - 1, 0, k)),
    };
  },
  singularValues: (a) => reference.svd(a).s,
};

/** The linear algebra that unit tests stand on. */
export function testLinalg(): Promise<Linalg> {
  return Promise.resolve(reference);
}

/** Every engine available here. */
export async function linalgs(): Promise<Linalg[]> {
  return [await testLinalg()];
}
