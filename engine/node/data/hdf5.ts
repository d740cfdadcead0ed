/** HDF5 in files of this machine. */
import type { Archive } from '../../data/formats/npy.ts';
import { everythingOf } from '../../data/formats/hdf5.ts';

/** Every array of numbers, by its path. `file`: a path on this machine. Throws a `Refusal` where it is no such file. */
export const readHdf5 = async (file: string): Promise<Archive> => everythingOf(await import('h5wasm/node'), file);
