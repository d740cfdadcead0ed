/** HDF5 in files of this machine. */
import { readHdf5 as readSource } from '../../data/formats/hdf5.ts';
import type { Archive } from '../../data/formats/npy.ts';
import { openRegular } from '../files/regular.ts';

/** Every array of numbers, by its path. `file`: a path on this machine. Throws a `Refusal` where it is no such file. */
export async function readHdf5(file: string): Promise<Archive> {
  const opened = openRegular(file);
  try {
    return await readSource(opened);
  } finally {
    opened.close();
  }
}
