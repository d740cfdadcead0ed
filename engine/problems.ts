/**
 * Everything the program can tell a user is wrong with a document, its data or its training: one catalogue of
 * stable codes, each with its wording. Problems are values; exceptions are kept for bugs (`internal: ...`)
 * and for commands that cannot go on (`UserError`).
 *
 * Wording: who, what it needs, what it receives, what to do. Sentence case, never "Oops".
 */
import { type Gaps, type Phrase, type Value, verbatim, phrase, type PlainPhraseId } from './phrases.ts';
import { type TextId, word, type Worded } from './texts/index.ts';

/** A change of the document that a repair makes; plain data, applied by `graph/repair.ts`. */
export type RepairAction =
  /** Put a new layer into the wire that ends at `node`.`port`, by its input `into` ("input" where left out). `with`: outputs that feed it too. `id`: what the layer is called by later actions. */
  | {
      readonly kind: 'insertBefore';
      readonly node: string;
      readonly port: string;
      readonly type: string;
      readonly settings?: Readonly<Record<string, unknown>>;
      readonly into?: string;
      readonly with?: readonly { readonly node: string; readonly port: string }[];
      /** Of several wires into the port, the one from this output. */
      readonly from?: { readonly node: string; readonly port: string };
      readonly id?: string;
    }
  /** Put a new layer behind an output, which is judged in its place. */
  | {
      readonly kind: 'append';
      readonly node: string;
      readonly port: string;
      readonly type: string;
      readonly settings?: Readonly<Record<string, unknown>>;
    }
  /** Put another layer in a node's place: its wires stay. */
  | {
      readonly kind: 'replace';
      readonly node: string;
      readonly type: string;
      readonly settings?: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'set'; readonly node: string; readonly setting: string; readonly value: unknown }
  | {
      readonly kind: 'connect';
      readonly from: { readonly node: string; readonly port: string };
      readonly to: { readonly node: string; readonly port: string };
    }
  | {
      readonly kind: 'removeEdge';
      readonly to: { readonly node: string; readonly port: string };
      readonly from: { readonly node: string; readonly port: string };
    }
  /** Put a new layer on the canvas. */
  | { readonly kind: 'add'; readonly type: string }
  /** Show where the person chooses; the document stays as it is. */
  | { readonly kind: 'show'; readonly what: 'data' | 'templates' | 'training' }
  /** With `bridge` what fed it feeds what it fed, and is judged in its place. */
  | { readonly kind: 'removeNode'; readonly node: string; readonly bridge?: boolean }
  /** Apply a layer to each step of so many axes. */
  | { readonly kind: 'steps'; readonly node: string; readonly steps: number }
  /** Leave a layer out with its wires, let its input through, or switch it on again. */
  | { readonly kind: 'switch'; readonly node: string; readonly off: 'muted' | 'bypassed' | undefined }
  /** Let a layer have weights of its own again. */
  | { readonly kind: 'unshare'; readonly node: string }
  /** Set a part of `training` or `data`, by path: ['training', 'batchSize']. */
  | { readonly kind: 'configure'; readonly path: readonly (string | number)[]; readonly value: unknown };

export interface Repair {
  /** What the button says: "Insert Flatten". */
  readonly title: Value;
  readonly actions: readonly RepairAction[];
}

const error = <const S extends readonly string[]>(...says: S) => ({ severity: 'error', says }) as const;
/** What is still to do: it keeps from training, and nothing is wrong. */
const todo = <const S extends readonly string[]>(...says: S) => ({ severity: 'todo', says }) as const;
/** What would be as good without. */
const hint = <const S extends readonly string[]>(...says: S) => ({ severity: 'hint', says }) as const;
const warning = <const S extends readonly string[]>(...says: S) => ({ severity: 'warning', says }) as const;

/** What each problem says, a sentence or more each. The name of a layer is as the user sees it: `Conv 2D "conv_2"`. */
const CATALOGUE = {
  // The graph
  'unknown-layer': error(
    'No layer is called "{{type}}". Remove the node, or open the file with the version that made it.',
  ),
  'bad-setting': error('{{layer}}: {{setting}} must be {{expected}}. It is {{received}}.'),
  'input-muted': error(
    '{{layer}} has nothing connected to its input "{{port}}", since "{{muted}}" before it is muted. Switch that on, or bypass it.',
  ),
  'input-missing': error('{{layer}} has nothing connected to its input "{{port}}". Connect a wire to it.'),
  'unknown-port': error('{{layer}} has no port "{{port}}". Remove the wire.'),
  'dangling-wire': error('The wire from {{from}} to {{to}} leads nowhere: {{missing}} is not there. Remove the wire.'),
  'too-many-wires': error(
    'The input "{{port}}" of {{layer}} takes one wire. Remove the others, or join them with Add or Concatenate.',
  ),
  cycle: error('These layers feed each other in a circle: {{path}}. Remove one of the wires between them.'),
  'no-input': todo('Add an Input: it says what the network receives.'),
  'empty-graph': todo('Draw a network: begin with an Input, or with a template.'),
  'leads-nowhere': warning(
    'No loss judges what comes of {{layers}}. Connect the last of them, give it a loss, or leave them out.',
  ),
  'duplicate-name': error('Two layers are called "{{name}}", so their weights would have the same names. Rename one.'),
  'unseen-characters': warning(
    'The name "{{name}}" has characters that are not seen, such as a line break. Give it a name without them.',
  ),
  // Blocks
  'unknown-block': error(
    '{{layer}} is an instance of a block that this document does not have. Remove it, or insert the block again.',
  ),
  'block-in-itself': error(
    '{{layer}} would contain itself without end: {{path}}.',
    'Remove it, or make one of the blocks independent and take it out there.',
  ),
  'block-too-large': error('With {{layer}} the network would have more than {{most}} layers. Repeat it less often.'),
  'bad-formula': error('{{layer}}: the formula "{{formula}}" of {{setting}} cannot be calculated: {{reason}}.'),
  'input-in-block': error(
    '{{layer}} stands inside a block.',
    'Data enters a block through its ports: put the Input outside and wire it to one.',
  ),
  'port-outside': error('{{layer}} is a port, which only means something inside a block. Remove it.'),
  'inside-block': error('Inside {{where}}: {{problem}}'),
  // Shapes
  'rank-mismatch': error('{{layer}} needs {{expected}}. It receives {{received}}.'),
  'dtype-mismatch': error('{{layer}} needs {{expected}} values. It receives {{received}}.'),
  'window-too-large': error(
    '{{layer}} slides a {{window}} window, which does not fit its {{size}} input. Use a smaller window, or padding.',
  ),
  'groups-mismatch': error('{{layer}} has {{groups}} groups, which do not divide its {{channels}} {{what}} evenly.'),
  'branches-mismatch': error('{{layer}} needs {{expected}}. It receives {{shapes}}.'),
  'sizes-mismatch': error('{{layer}} needs {{expected}}. It receives {{shapes}}. {{cause}}'),
  'size-mismatch': error('{{layer}} needs {{expected}}. It receives {{received}}.'),
  'too-large': error('{{layer}} would take {{bytes}} for {{what}}. One array may take {{most}}: choose smaller sizes.'),
  'shares-mismatch': error(
    '{{layer}} shares the weights of "{{other}}" and needs {{expected}}. It finds {{received}}.',
    'Choose another layer, or let it have weights of its own.',
  ),
  // Layers of other programs
  'foreign-needs-onnx': error(
    '{{op}} is an operator of another program, which runs on ONNX Runtime alone. Choose that engine, or replace the layer.',
  ),
  'foreign-broken': error(
    '{{op}} does not hold the operators that it was imported with. Import its model again, or remove the layer.',
  ),
  'foreign-stops-learning': warning(
    'No gradient passes {{op}}, so what stands before it does not learn: {{layers}}. Freeze these layers, or replace {{op}}.',
  ),
  // Training
  'no-loss': todo('Nothing is trained: no loss is set on an output. Choose a loss in the Training settings.'),
  'loss-output-missing': error(
    'The loss is set on "{{output}}", which is not in the graph. Choose the output it should judge.',
  ),
  'loss-output-ambiguous': error(
    'The graph ends in several outputs ({{outputs}}). Choose which of them the loss judges.',
  ),
  'loss-mismatch': error('{{loss}} needs {{expected}}. It receives {{received}}.'),
  'classes-mismatch': error(
    'The column "{{column}}" has {{count}} classes, but {{layer}} gives {{outputs}} outputs, one for each class.',
    'Give it as many outputs, or choose other data.',
  ),
  'classes-beyond': error(
    'The column "{{column}}" has {{count}} classes, but {{loss}} takes {{least}} to {{most}}.',
    'Choose a loss that picks one class of several.',
  ),
  'classes-fewer': warning(
    'The column "{{column}}" has {{count}} classes, but {{layer}} gives {{outputs}} outputs: those that are over are never right.',
  ),
  'classes-as-numbers': warning(
    '{{loss}} takes the class numbers of "{{column}}" as amounts, by which the first class lies nearer to the second than to the third.',
    'Choose a loss that picks one class of several, unless the classes are grades.',
  ),
  'squashed-twice': warning(
    '{{loss}} reads raw outputs and applies softmax or sigmoid itself, but {{layer}} has done so already: learning is slow, or fails.',
    'Take it out. What is predicted is given in probabilities all the same.',
  ),
  'idle-biases': hint(
    'The batch norm right behind takes the mean away, and with it the bias of {{count}} layers, such as {{layers}}. Without biases the network is as good, and smaller.',
  ),
  'flat-target': warning(
    '{{loss}} compares {{output}} of the output with {{target}} of the data in a row: channel by channel, and in each of them row by row.',
    'Where the data has them in this order, insert Flatten behind the output to say so; else change the data.',
  ),
  'metric-mismatch': error('The metric {{metric}} needs {{expected}}. It receives {{received}}.'),
  'nothing-to-train': error(
    'No layer before the loss has weights that may change. Add a layer with weights, or unfreeze one.',
  ),
  'nothing-to-prune': error(
    'No kernel learns that could be pruned: layers are frozen, or learn by low-rank adapters alone. Unfreeze one, or set the sparsity to 0.',
  ),
  'bad-training-setting': error('{{setting}} must be {{expected}}. It is {{received}}.'),
  'loss-not-finite': error(
    'The loss became {{value}} at step {{step}}. {{first}}',
    'Lower the learning rate, clip the gradients, or check the data for missing values, then train again. {{kept}}',
  ),
  'weights-not-finite': error(
    'After step {{step}} weights are no finite numbers: {{names}}.',
    'Lower the learning rate, clip the gradients, or check the data for missing values, then train again. {{kept}}',
  ),
  'memory-short': error(
    'Training needs about {{needed}} of memory ({{parts}}), of which this machine has {{available}} free. {{todo}}',
  ),
  // Data
  'data-missing': todo('There is no data to learn from. Choose a dataset in the Data panel.'),
  'data-unchosen': todo('{{dataset}}: choose what is to be read ({{setting}}).'),
  'target-unfed': error(
    'No column gives the truth that the loss compares with ("{{target}}").',
    'Choose one of {{columns}} in the Data panel.',
  ),
  'data-unrecognized': error(
    'Nothing here reads {{names}} as they lie there.',
    'A table, arrays with their targets, a folder with a folder of pictures, sounds or texts for each class, pictures with masks, or pictures or sounds with a table that names them can be read.',
  ),
  'nothing-to-learn': error('One column to learn from and one to be learned are needed. There is: {{columns}}.'),
  'dataset-missing': error('{{what}} was not found at {{where}}. Choose the file again.'),
  'data-outside': error('The data lies outside the folder of the document: {{paths}}. Allow it to be read first.'),
  'data-network': error(
    'The data lies on another machine: {{path}}. It is not read because a document says so.',
    'Name it with --data, or copy it to this machine.',
  ),
  'dataset-damaged': error('{{file}} cannot be read: {{reason}}.'),
  'column-gaps': error(
    '{{count}} rows have no number in "{{column}}", and nothing can be computed of none.',
    'Fill the gaps, or choose another column.',
  ),
  'text-of-no-length': error(
    'The column "{{column}}" is text of any length, and a network reads rows of one length.',
    'Turn it into numbers, cut and fill them up.',
  ),
  'column-not-joined': error(
    'The column "{{column}}" cannot be part of "{{joined}}", which takes numbers and rows of numbers.',
  ),
  'nothing-to-predict-from': error('There is no column to predict "{{column}}" from.'),
  'nothing-read-to-predict': error('No other column is read to predict "{{column}}" from: {{left}}.'),
  'table-lines': error(
    'Lines that do not fit the others in {{file}}: {{count}}. The first is line {{line}}, "{{text}}": {{why}}.',
    'Correct them, or leave such lines out.',
  ),
  'files-damaged': error(
    '{{count}} of {{rows}} files cannot be read: {{files}}.',
    'Skip them, or put whole files in their place.',
  ),
  'augment-without-pictures': error(
    'Augmentation changes pictures, and none of the inputs is one.',
    'Give an input a column of pictures, or take the augmentation away.',
  ),
  'augment-without-sequence': error(
    '{{augmentation}} changes {{what}}, and none of the inputs has them.',
    'Give an input such rows, or take it away.',
  ),
  'augment-other-size': error(
    'The target "{{column}}" cannot move along with "{{picture}}", whose height and width are others.',
    'Bring both to the same size, or take the augmentation away.',
  ),
  'mix-of-classes': error(
    'Mixed rows are partly of one class and partly of another, and "{{column}}" is a class number.',
    'Make it one-hot, or take Mixup and CutMix away.',
  ),
  'column-missing': error('The data has no column "{{column}}". It has {{columns}}.'),
  'file-lacks-column': error('{{file}} has no column "{{column}}". It has {{columns}}.'),
  'value-unfit': error('{{input}} cannot take {{value}} in {{where}}: it takes {{expected}}.'),
  'rows-without-number': error(
    '{{file}}, column "{{column}}": {{count}} of {{rows}} rows have no number that can be computed with (empty {{empty}}, unreadable {{unreadable}}, out of range {{beyond}}), the first in row {{row}}: "{{value}}".',
    'Correct them, train with the gaps of the column filled, or give such rows no answer with --skip.',
  ),
  'value-no-number': error(
    '{{input}} cannot compute with {{value}}, which stands in {{where}}.',
    'Correct it, or leave the row out.',
  ),
  'column-aside': error('The column "{{column}}" cannot be used: {{reason}}.'),
  'data-mismatch': error('{{input}} expects {{expected}} a sample. The data has {{received}}.'),
  'label-out-of-range': error(
    'The label in {{where}} is {{label}}, but the network has {{classes}} outputs (labels 0 to {{last}}).',
    'Change the last layer, or correct the data.',
  ),
  'value-out-of-range': error(
    '"{{column}}" has {{value}} in {{where}}, but {{taker}} takes {{least}} to {{most}}.',
    'Correct the data, or what is made of it.',
  ),
  'token-out-of-range': error(
    '{{layer}} takes the tokens 0 to {{last}} ({{setting}}). There is {{token}} in {{where}}. {{todo}}',
  ),
  'batch-of-one': warning(
    '{{layer}} takes the mean and the spread of a batch, and of {{rows}} training rows in batches of {{size}} one row is left alone: its spread is 0.',
    '{{todo}}',
  ),
  'split-by': error(
    'The split goes by a column, and none is chosen that the data have. Choose one of {{columns}} in the Data panel.',
  ),
  'split-values': error(
    'The column "{{column}}" says which rows are learned from, and these of its values do not: {{values}}.',
    'It must say train, validation or test, or 0, 1 or 2. Correct the file, or choose another split.',
  ),
  'no-table': error('Only a table has columns to be looked at. The data are "{{type}}".'),
  'filter-no-number': error('The column "{{column}}" holds numbers, and "{{value}}" is none.'),
  'filter-no-date': error(
    'The column "{{column}}" holds dates, and "{{value}}" is none. Write it as 2025-12-31 or 2025-12-31 18:30.',
  ),
  'split-leaks-windows': warning(
    'Windows of a series overlap, and a split by chance has most steps that it tests on among those it learns from.',
    'Split by order: then what is tested on lies behind all that is learned from.',
  ),
  'split-leaks-group': warning(
    'Several rows are of one "{{column}}", and this split has some of them among those it learns from and others among those it tests on.',
    'Keep the rows of each together.',
  ),
  'split-leaks-time': warning(
    'The rows are in the order of "{{column}}", and a split by chance tests on times whose neighbours it learned from.',
    'Split by order if the network is to judge what is still to come.',
  ),
  'split-empty': error('The {{split}} split is empty: the data has {{rows}} rows. Give it a larger share.'),
  // What the rows of a table show
  'data-missing-values': hint('The column "{{column}}" has no value in {{count}} of {{rows}} rows ({{share}} %).'),
  'data-unreadable': warning(
    '{{file}}, column "{{column}}": values that are no {{kind}} count as missing, {{count}} of {{rows}}. The first is "{{value}}" in row {{row}}.',
  ),
  'data-out-of-range': warning(
    '{{file}}, column "{{column}}": numbers too large to be computed with count as missing, {{count}} of {{rows}}. The first is "{{value}}" in row {{row}}.',
  ),
  'data-nearly': warning(
    '{{file}}, column "{{column}}": {{able}} of its values are {{kind}}. Others are not and keep it from being read so ({{count}}, the first in row {{row}}: "{{value}}"): it is read as {{as}}.',
    'Read as {{kind}} those count as missing.',
  ),
  'data-sign': hint(
    '{{file}}, column "{{column}}": "{{sign}}" is taken off its values, {{count}} of {{rows}}. "{{value}}" is read as {{number}}.',
  ),
  'data-signs': warning(
    '{{file}}, column "{{column}}": its numbers do not all have the same sign ({{signs}}). The first that differs is "{{value}}" in row {{row}}: it is read as {{as}}.',
    'Read as numbers, those with "{{sign}}" and those without any have a value.',
  ),
  'data-outliers': hint(
    'Of "{{column}}" {{count}} values lie far from the others, the first in row {{row}}: {{value}}. Usual are {{least}} to {{greatest}}.',
  ),
  'data-constant': warning('The column "{{column}}" is the same in every row: nothing follows from it.'),
  'data-same-column': warning('The column "{{column}}" says the same as "{{other}}" in every row.'),
  'data-identifier': warning(
    'The column "{{column}}" tells rows apart ({{distinct}} different values in {{rows}} rows) and says nothing else.',
    'A network learns the rows by heart from it.',
  ),
  'data-imbalance': warning(
    'Classes of "{{column}}" are out of balance: {{many}} training rows are "{{most}}", and {{few}} are "{{least}}".',
    'Always guessing "{{most}}" is right in {{share}} % of them.',
  ),
  'data-few-rows': warning('Classes of "{{column}}" with fewer than {{few}} training rows: {{names}}.'),
  'data-class-unjudged': warning('Classes of "{{column}}" without a validation row: {{names}}.'),
  'data-class-untested': warning('Classes of "{{column}}" without a test row: {{names}}.'),
  'data-same-across': warning(
    'Validated or tested on and learned from as well: {{count}}, such as {{second}}, which is the same as {{first}}.',
    'What is measured on them looks better than it is: leave the copies out.',
  ),
  'data-same-classes': warning(
    'In two classes at once: {{count}}, such as {{first}} of "{{one}}", which is the same as {{second}} of "{{other}}".',
    'Leave out what lies in the wrong class, or all of them.',
  ),
  'data-same': hint(
    'There again: {{count}}, such as {{second}}, which is the same as {{first}}.',
    'They count more than others: leave the copies out.',
  ),
  'data-picture-sizes': hint(
    'Pictures have very different sizes, from {{least}} to {{most}}. Each is brought to {{size}}.',
    'Of the large ones details are lost, and the small ones are blurred.',
  ),
  'data-picture-shapes': hint(
    'Pictures have very different shapes, such as {{first}} and {{second}}. Each is pulled to {{size}}, which distorts them.',
  ),
  'data-mask-sizes': warning(
    'Of {{of}} pictures {{count}} have a mask of another size, such as {{picture}} of {{first}}, whose mask has {{mask}}.',
    'Masks are brought to the size of their pictures, and may not lie over what they mark.',
  ),
  'data-masks-blurred': warning(
    'Masks that were looked at hold {{known}}, and {{between}} other greys between these on {{share}} % of the pixels, such as {{value}} in {{first}}: they were resampled or kept as JPEG. Each grey counts as a class, {{count}} in all.',
    'Read each pixel as the nearest of these, or save the masks again without smoothing.',
  ),
  'data-masks-painted': warning(
    'Masks that were looked at hold {{known}} and nothing else. Taken for class numbers, these make {{count}} classes, and white counts as none.',
    'Read each pixel as the nearest of these.',
  ),
  'data-masks-empty': hint(
    'Of {{of}} masks that were looked at {{count}} hold nothing but "{{class}}", such as {{first}}.',
    'Where most are so, always saying that looks right.',
  ),
  'data-mask-classes': warning(
    'Classes without a pixel in {{of}} masks that were looked at: {{names}}.',
    'Nothing is learned of them. Name only the classes that there are, or look whether masks are what they should be.',
  ),
  'data-texts-cut': hint(
    'Of {{rows}} texts in "{{column}}" {{count}} have more than the {{length}} tokens that are read, the longest {{longest}}: {{part}} is cut off.',
    'Read more tokens if it matters, which makes a step slower.',
  ),
  'data-files-without-row': hint(
    'Files in {{folder}} that have no row in the table and are not used: {{count}}, such as {{first}}.',
  ),
  'data-duplicates': hint(
    'There again: {{count}} of {{rows}} rows, such as row {{second}}, which is like row {{first}}.',
  ),
  'data-across-splits': warning(
    'Validation and test rows that are among the training rows as well: {{count}}, such as row {{second}}, which is like row {{first}}.',
    'What is measured on them looks better than it is.',
  ),
  'data-gives-away': warning(
    'The column "{{column}}" gives "{{target}}" away: by itself it says {{share}} % of it.',
    'Leave it out if it is known only together with the answer.',
  ),
  'data-drift': warning(
    'The values of "{{column}}" in the {{split}} rows are others than in the training rows: the distance of their distributions is {{distance}} of 1.',
  ),
  'data-labels': warning(
    'Labels of "{{column}}" that look wrong: {{count}}. The rows most like theirs have another: {{rows}}.',
  ),
  'data-rounded': warning(
    'The column "{{column}}" has whole numbers up to {{value}}. A network computes with seven digits: neighbours become the same.',
  ),
  // Files and processes
  'recorded-in-words': error('{{message}}'),
  'file-damaged': error('{{file}} is damaged at {{where}}: {{reason}}. The file was left as it is.'),
  'file-newer': error(
    '{{file}} was made by a newer Layerloom (format {{version}}; this one reads up to {{known}}). Update Layerloom.',
    'The file was left as it is.',
  ),
  'import-not-asked': error('The model leaves nothing open that is called "{{name}}", but this: {{open}}.'),
  'import-nothing-open': error('The model leaves nothing open, so "{{name}}" cannot be set.'),
  'file-unreadable': error('{{file}} cannot be opened: {{reason}}.'),
  'sent-too-large': error(
    'The file is larger than {{most}} GB, and no more of one is taken in. Choose it where it lies, by “Open…”, instead.',
  ),
  'disk-full': error('No space is left to write {{path}}. {{todo}}'),
  'write-failed': error('{{path}} cannot be written: {{reason}}. Nothing already saved was touched.'),
  'engine-died': error('The training process ended unexpectedly ({{reason}}). {{kept}}'),
  'bench-without-weights': error(
    'What is timed is the file as it is exported: that takes weights, of a run or of a file.',
  ),
  'model-refused': error('ONNX Runtime does not take the model: {{reason}}'),
  'model-sizes-open': error(
    'The model leaves these sizes open: {{names}}. Say what they are, such as --size {{example}}.',
  ),
  'run-elsewhere': error('The run {{run}} is trained elsewhere. Pause it, stop it or go on with it there.'),
  'run-in-progress': error('The run {{run}} is still being trained. Stop it first.'),
  'run-longer': error('The run {{run}} cannot end after {{asked}}: it has trained {{done}} already.'),
  'template-unfit': error('{{template}} cannot be made with these settings. {{reason}}'),
  'weights-mismatch': error('The weight "{{weight}}" should be {{expected}}. The file has {{received}}.'),
  'weights-unread': error(
    'The weight "{{weight}}" is stored in the file as {{type}}, which is not read. Save it as float32 and try again.',
  ),
  'no-diffusion': error(
    'The network draws no pictures: it does not learn the noise or the velocity of noised ones.',
    'Take one that does, such as the template Diffusion U-Net.',
  ),
  'no-language-model': error(
    'The network goes on with no text: {{reason}}.',
    'Take one that reads a row of tokens and predicts the next of each, such as the templates GPT, Llama and Character language model.',
  ),
  'no-adapters': error(
    'No layer of the network has low-rank adapters.',
    'Give them to layers under Learning in the inspector, or train with --lora.',
  ),
  'peft-has-none': error(
    'Hugging Face’s PEFT has no adapters for "{{layer}}": none for transposed convolutions, nor the same for those in groups or with standardized kernels.',
    'Export the network itself, which has what the adapters add in its weights, or take them off this layer.',
  ),
  'weights-foreign': error(
    'None of the {{count}} weights is in the file. The network has {{names}}; the file has {{received}}.',
    'Choose the weights of this network.',
  ),
  'weights-rival': error('The file has the network more than once: behind {{prefixes}}. Save one of them alone.'),
  'export-order': error(
    '"{{layer}}" has weights of "{{other}}", which stands behind it, and an export writes layers in their order.',
    'Let "{{other}}" share those of "{{layer}}" instead.',
  ),
  'export-no-layer': error(
    'TensorFlow.js has no layers like these, as they are set and share weights: {{layers}}.',
    'Export the graph model instead: it is made of operators.',
  ),
  'export-unsupported': error(
    '{{target}} export cannot write {{what}} yet. Change it, or train here and export only what it can.',
  ),
  'preprocess-unsupported': error(
    '"{{transform}}" of the column "{{column}}" cannot be part of an ONNX graph: standard operators on numbers do not say it.',
    'Export without preprocessing: whoever runs the model does it to the rows before.',
  ),
  'preprocess-one-way': error(
    '"{{transform}}" of the target column "{{column}}" has no way back within a graph, so that answers cannot be in the units of the data.',
    'Export without preprocessing: answers are then in the numbers that are learned.',
  ),
  'export-changed': error(
    '{{folder}} holds an export in which these files were changed since: {{files}}. They were left as they are.',
    'Choose another folder, or overwrite them (--overwrite).',
  ),
  'file-changed': error(
    '{{file}} was changed by another program since it was opened. Save under another name, or overwrite it.',
  ),
  'autosave-taken': error(
    'Another window has this document and keeps its changes. What is changed here is kept as a document of its own.',
  ),
  'run-unknown': error('There is no run "{{run}}". It may have been removed.'),
  'run-idle': error(
    'This Layerloom is not training the run "{{run}}", so it cannot pause or stop it.',
    'Resume the run first, or use the program that trains it.',
  ),
  'connection-lost': error(
    'The process that does "{{call}}" ended or cannot be reached, so it was not finished.',
    'Try again; where that does not help, start Layerloom again. Trainings keep their last checkpoint.',
  ),
  'bad-request': error(
    'The host cannot do "{{call}}": {{reason}}. Reload the window; where that does not help, start Layerloom again.',
  ),
  'internal-error': error(
    'The program made a mistake in "{{what}}": {{reason}}.',
    'Nothing that was saved is touched. Try again; where that does not help, start Layerloom again.',
  ),
  'answer-too-large': error('The answer cannot be sent, as it is too large or too deep: {{reason}}.'),
  'calls-too-many': error('"{{call}}" was not done: too much was asked for at once. Wait a moment, and try again.'),
  'call-late': error('"{{call}}" was given up after {{seconds}} seconds. Try again.'),
  'call-cancelled': error('"{{call}}" was given up, as it is no longer wanted.'),
  unsupported: error('{{what}} is not there in this shell. {{todo}}'),
  'engine-unavailable': error('{{engine}} cannot be used here: {{reason}}. {{todo}}'),
  'addon-failed': error('The add-on {{name}} was not installed: {{reason}}. {{todo}}'),
} as const;

export type ProblemCode = keyof typeof CATALOGUE;
export type ProblemValues<C extends ProblemCode> = Readonly<Record<Gaps<(typeof CATALOGUE)[C]['says'][number]>, Value>>;

/** Where a problem is and what would mend it. */
export interface ProblemPlace {
  readonly node?: string;
  readonly port?: string;
  readonly setting?: string;
  readonly repairs?: readonly Repair[];
}

/** It is stored and sent as its code and the values of its sentences' gaps; `wordProblem` says it. */
export interface Problem extends ProblemPlace {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'todo' | 'warning' | 'hint';
  readonly values: Readonly<Record<string, Value>>;
  readonly repairs: readonly Repair[];
}

export function problem<C extends ProblemCode>(code: C, values: ProblemValues<C>, place: ProblemPlace = {}): Problem {
  return { code, severity: CATALOGUE[code].severity, values, ...place, repairs: place.repairs ?? [] };
}

/** A problem as a part of what another one says. */
export const problemPhrase = ({ code, values }: Pick<Problem, 'code' | 'values'>): Phrase => ({
  text: `problems.${code}` satisfies TextId,
  values,
  english: CATALOGUE[code].says.join(' '),
});

/** What a problem says, in the language of now. */
export const wordProblem = (problem: Pick<Problem, 'code' | 'values'>): Worded => word(problemPhrase(problem));

/** What is wrong with something that is read or built, said before it is known of what file or layer: a problem to be. */
export class Refusal extends Error {
  readonly reason: Phrase;
  constructor(reason: Phrase) {
    super(word(reason));
    this.reason = reason;
  }
}

/**
 * Why something failed: what a refusal says, what the code of a system's error means, else the words of a library. `meanings`: where
 * a code means something of its own.
 */
export function reasonOf(error: unknown, meanings: Readonly<Record<string, PlainPhraseId>> = {}): Value {
  if (error instanceof Refusal) return error.reason;
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string };
  const meaning = meanings[code] ?? READING[code];
  return meaning ? phrase(meaning) : verbatim(message);
}

const READING: Readonly<Record<string, PlainPhraseId>> = {
  ENOENT: 'no-such-file',
  ENOTDIR: 'is-not-a-folder',
  EISDIR: 'is-a-folder',
  EACCES: 'may-not-read',
  EPERM: 'may-not-read',
  ENOTREG: 'no-regular-file',
  EFBIG: 'too-large-to-read',
  ENAMETOOLONG: 'name-too-long',
  EIO: 'disk-fails',
  EBUSY: 'in-use',
  ETXTBSY: 'in-use',
  ELOOP: 'links-in-circle',
  EMFILE: 'too-many-open',
  ENFILE: 'too-many-open',
  EROFS: 'disk-read-only',
};

/** Thrown where a command cannot go on because of what it was given. Carries the problems that say why. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[]) {
    const list = 'code' in problems ? [problems] : problems;
    super(list.map(wordProblem).join('\n'));
    this.name = 'UserError';
    this.problems = list;
  }
}

/** Whether it stands in the way: it is wrong, or still to do. */
export const isError = ({ severity }: Problem): boolean => severity === 'error' || severity === 'todo';
export const isHint = ({ severity }: Problem): boolean => severity === 'hint';
export const isToDo = ({ severity }: Problem): boolean => severity === 'todo';

/** Throws a `UserError` with the errors among the problems, where there are any. */
export function stopAtErrors(problems: readonly Problem[]): void {
  const errors = problems.filter(isError);
  if (errors.length > 0) throw new UserError(errors);
}
