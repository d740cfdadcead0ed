import { defineDataset } from '../../define.ts';
import { SOUND } from '../../formats/wav.ts';
import { factsOf, formNotes, readSounds, soundColumn, soundFault, soundSettings } from '../sounds/read.ts';
import { leftOutSetting } from '../pictureFolder.ts';
import { labelledSettings, type NamedKind, openLabelled } from './files.ts';

/** Sounds among the names of a table. */
export const NAMED_SOUNDS: NamedKind = { rows: SOUND, unnamed: 'no-column-of-sounds' };

export const labelledSounds = defineDataset({
  id: 'labelled-sounds',
  title: 'Sounds with a table',
  doc:
    'A table with the name of a WAV file in each row, and what is to be learned of it: a class, several classes in one cell (bird|wind), ' +
    'or numbers. The sounds lie in a folder, or beside the table.',
  settings: { ...labelledSettings, ...soundSettings, leftOut: leftOutSetting },
  required: ['table'],
  open: (files, settings) =>
    openLabelled(files, settings, NAMED_SOUNDS, {
      column: soundColumn(settings),
      fault: (file) => soundFault(files, file),
      read: (rows, indices, into) => readSounds(files, settings, rows, indices, into),
      notes: (all) => formNotes(factsOf(files, all), settings),
    }),
});
