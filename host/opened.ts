/** The endings of files that a shell opens when the system hands it one. */
import { MODEL_FILES } from '../engine/importers/endings.ts';

export const OPENED: readonly string[] = ['.loom', ...MODEL_FILES];
