/** An exported PyTorch project reads tables and texts as the engine does, does the same to their rows, and answers the same. */
import { augmentedInPython } from './augmentedInPython.ts';
import { tablesInPython } from './tablesInPython.ts';
import { python } from './python.ts';

tablesInPython('pytorch', python());
augmentedInPython('pytorch', python());
