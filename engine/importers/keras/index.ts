import { ENDINGS } from '../endings.ts';
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { isHdf5 } from '../../data/formats/hdf5.ts';
import {
  type Given,
  type Imported,
  type Importer,
  type ImportWork,
  type ModelSource,
  sayUnreadable,
} from '../define.ts';
import { openArchive } from './archive.ts';
import { drawModel } from './draw.ts';
import { readModel } from './model.ts';
import { withTraining } from './training.ts';

async function importKeras({ file, files }: ModelSource, given: Given, work: ImportWork): Promise<Imported> {
  try {
    const { config, training, version, store } = await openArchive(await files.read(file));
    if (config === undefined) throw new Refusal(phrase('keras-weights-alone'));
    const drawn = await drawModel(readModel(config), { store, version, given, work });
    return withTraining(drawn, training);
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
