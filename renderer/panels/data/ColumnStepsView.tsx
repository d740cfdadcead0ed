/** Training rows of a column on their way into the network: as they are, and after each transform. */
import { type ReactNode, useEffect, useState } from 'react';
import { transformOf } from '../../../engine/data/index.ts';
import { hasTexts, hasTokens } from '../../../engine/data/language/ragged.ts';
import { type Document, nameOf } from '../../../engine/graph/document.ts';
import { serialize } from '../../../engine/graph/file.ts';
import { verbatim } from '../../../engine/phrases.ts';
import type { CallArguments, CallResults } from '../../../engine/protocol.ts';
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { t } from '../../../engine/texts/index.ts';
import type { Step } from '../../../engine/train/inspect/steps.ts';
import { formatShape, sizeOf } from '../../../engine/types/shape.ts';
import { askForData } from '../../state/document/consent.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { messageOf } from '../../state/notices.ts';
import { inBackground } from '../../state/work.ts';
import { Select } from '../../ui/Select.tsx';
import { textOfValue } from '../common/sample.ts';
import { Working } from '../../fields/Working.tsx';
import styles from './Data.module.css';
import { DrawnRow } from './DrawnRow.tsx';
import { Failed, RowsHeading } from './RowsHeading.tsx';
import { rangeOf, TokenNames } from './SequenceCell.tsx';

type Place = CallArguments['data.steps']['place'];

const ROWS = 8;
/** A setting is typed number by number, in milliseconds. */
const SETTLED = 400;

interface TransformedPlace {
  readonly place: Place;
  readonly column: string;
  readonly title: string;
}

/** Where columns stand that have transforms, with what they are called: what can be looked at. */
export function transformedPlaces({ data, graph }: Document): readonly TransformedPlace[] {
  const { inputs, targets, joined = {} } = data;
  const label = (id: string) => {
    const node = graph.nodes.find((one) => one.id === id);
    return node ? nameOf(node) : id;
  };
  return [
    ...Object.entries(inputs).flatMap(([key, { column, transforms }]) =>
      transforms.length > 0 ? [{ place: ['inputs', key] as Place, column, title: `${label(key)}: ${column}` }] : [],
    ),
    ...Object.entries(joined).flatMap(([key, parts]) =>
      parts.flatMap(({ column, transforms }, part) =>
        transforms.length > 0 ? [{ place: ['joined', key, part] as Place, column, title: `${key}: ${column}` }] : [],
      ),
    ),
    ...Object.entries(targets).flatMap(([key, { column, transforms }]) =>
      transforms.length > 0 ? [{ place: ['targets', key] as Place, column, title: `${key}: ${column}` }] : [],
    ),
  ];
}

interface ColumnStepsViewProps {
  readonly heading: ReactNode;
  readonly document: Document;
  /** The column that is looked at first, where one was chosen. */
  readonly column: string | undefined;
}

export function ColumnStepsView({ heading, document, column }: ColumnStepsViewProps) {
  const places = transformedPlaces(document);
  const [chosen, setChosen] = useState(places.find((one) => one.column === column)?.place.join() ?? '');
  const [offset, setOffset] = useState(0);
  const at = places.find(({ place }) => place.join() === chosen) ?? places[0]!;
  const { found, error } = useSteps(document, at.place, offset);
  return (
    <>
      <RowsHeading heading={heading} from={offset} most={ROWS} total={found?.total ?? 0} onChange={setOffset} />
      {places.length > 1 && (
        <div className={styles.row}>
          <span>{t('data.steps.of', 'Column')}</span>
          <Select
            label={t('data.steps.choose', 'Column whose transforms are shown')}
            value={at.place.join()}
            options={places.map(({ place, title }) => ({ value: place.join(), title }))}
            onChange={(value) => (setChosen(value), setOffset(0))}
          />
        </div>
      )}
      <Failed error={error} />
      {!found && error === null && <Working title={t('work.transforming', 'Learning transforms')} />}
      {found && <StepTable found={found} />}
    </>
  );
}

function StepTable({ found: { rows, steps } }: { readonly found: NonNullable<CallResults['data.steps']> }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.scroll} aria-label={t('data.steps', 'Rows after each transform')} tabIndex={0}>
      <table className={styles.steps}>
        <thead>
          <tr>
            <th scope="col">{t('rows.one', 'Row')}</th>
            {steps.map(({ transform }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same transform may stand twice
              <th key={i} scope="col">
                {titleOf(transform)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row}>
              <td>{row + 1}</td>
              {steps.map((step, k) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same transform may stand twice
                <td key={k}>
                  <Cell step={step} row={i} label={t('rows.nth', 'Row {{row}}', { row: row + 1 })} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function titleOf(transform: string | null) {
  const known = transform === null ? undefined : transformOf(transform);
  if (transform === null) return t('data.steps.raw', 'As it is');
  return known ? definitionTitle('transforms', known) : verbatim(transform);
}

/** Characters of a text that are shown. */
const SHOWN = 400;

interface CellProps {
  readonly step: Step;
  /** Its place among the rows of the step. */
  readonly row: number;
  readonly label: string;
}

function Cell({ step: { column, values, names }, row, label }: CellProps) {
  if (hasTexts(values)) {
    const text = values.texts[row] ?? '';
    return <div className={styles.said}>{text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}</div>;
  }
  if (names) return <TokenNames names={names[row]!} />;
  if (hasTokens(values)) return <div className={styles.said}>{values.tokens[row]!.join(' ')}</div>;
  const size = sizeOf(column.shape);
  if (column.shape.length < 2 || size < DRAWN) return textOfValue(column, values, row);
  return (
    <figure className={styles.drawn}>
      <DrawnRow column={column} tensor={values} names={names} at={row} label={label} />
      <figcaption>
        {formatShape(column.shape)}
        <br />
        {rangeText(values.data.subarray(row * size, (row + 1) * size))}
      </figcaption>
    </figure>
  );
}

/** So many numbers are drawn, fewer are read. */
const DRAWN = 9;

function rangeText(values: ArrayLike<number>): string {
  const [low, high] = rangeOf(values);
  return `${Number(low.toPrecision(4))} … ${Number(high.toPrecision(4))}`;
}

function useSteps(document: Document, place: Place, offset: number) {
  const [state, setState] = useState<{ found: CallResults['data.steps']; error: string | null; place: string }>({
    found: null,
    error: null,
    place: '',
  });
  const asked = JSON.stringify([document.data, place, offset]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the document only its data counts
  useEffect(() => {
    const stale = new AbortController();
    const question = {
      document: serialize(document),
      path: activeDocument()?.path ?? null,
      place,
      offset,
      count: ROWS,
    };
    const look = () =>
      inBackground(
        t('work.transforming', 'Learning transforms'),
        (signal) => askForData('data.steps', question, signal),
        stale.signal,
      ).then(
        (found) => stale.signal.aborted || setState({ found, error: null, place: place.join() }),
        (error: unknown) =>
          stale.signal.aborted || setState({ found: null, error: messageOf(error), place: place.join() }),
      );
    const timer = setTimeout(look, state.found ? SETTLED : 0);
    return () => {
      stale.abort();
      clearTimeout(timer);
    };
  }, [asked]);
  return state.place === place.join() ? state : { found: null, error: null };
}
