/** The same of exported Keras projects (PYTHON has Keras; `KERAS_BACKEND` chooses what it computes with). */
import { augmentedInPython } from './augmentedInPython.ts';
import { tablesInPython } from './tablesInPython.ts';

tablesInPython('keras', process.env.PYTHON ?? 'python3');
augmentedInPython('keras', process.env.PYTHON ?? 'python3');
