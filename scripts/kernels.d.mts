/** The path of `dist/kernels.wasm`, compiled when missing or older than its sources. */
export function buildKernels(): string;
