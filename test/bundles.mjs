/** Before any test: the programs that tests start as processes are bundled once, where their sources are newer. */
export { bundle as setup } from '../build/bundle.mjs';
