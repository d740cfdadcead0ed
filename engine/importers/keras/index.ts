import { ENDINGS } from '../endings.ts';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { isHdf5 } from '../../data/formats/hdf5.ts';
import { withFile } from '../../files/byteSource.ts';
import {
  type Given,
  type Imported,
  type Importer,
  type ImportWork,
  type ModelSource,
  sayUnreadable,
} from '../define.ts';
import { withArchive } from './archive.ts';
import { drawModel } from './draw.ts';
import { readModel } from './model.ts';
import { withTraining } from './training.ts';

async function importKeras({ file, files }: ModelSource, given: Given, work: ImportWork): Promise<Imported> {
  try {
    return await withFile(files, file, (opened) =>
      withArchive(opened, async ({ config, training, version, store }) => {
        if (config === undefined) throw new Refusal(phrase('keras-weights-alone'));
        const drawn = await drawModel(readModel(config), { store, version, given, work });
        return withTraining(drawn, training);
      }),
    );
  } catch (error) {
    throw sayUnreadable(file, error);
  }
}

export const keras: Importer = {
  id: 'keras',
  title: 'Keras',
  endings: ENDINGS.keras,
  recognizes: isHdf5,
  read: importKeras,
};
