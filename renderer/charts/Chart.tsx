/**
 * Curves over the course of a training. uPlot has the axes, the cross-hair and the drag that zooms; the lines are drawn here from
 * decimated points, so that a frame takes the same time however long the training was.
 */
import { verbatim } from '../../engine/phrases.ts';
import { isTold, wholeText } from '../../engine/types/bytes.ts';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './Chart.module.css';
import { decimate, type Points, valueAt } from './decimate.ts';
import { formatNumber, formatPercent } from './format.ts';
import { LineSample } from './LineSample.tsx';
import { logTicks, spikesOf, type YRange, yRangeOf } from './range.ts';
import { type ChartColours, useColours } from './theme.ts';
import { type ChartGroup, useAt, useZoomed } from './view.ts';
import { t, type Worded } from '../../engine/texts/index.ts';

export interface ChartLine {
  readonly id: string;
  /** Left out for lines that need no key, such as the raw one behind its smoothed one. */
  readonly name?: string;
  readonly points: Points;
  /** Which of the run colours, from 0. */
  readonly colour: number;
  readonly dash: readonly number[];
  readonly width?: number;
  readonly opacity?: number;
  /** Each point is marked. */
  readonly dots?: boolean;
  /** Behind another line: it does not stretch the axis. */
  readonly faint?: boolean;
}

interface ChartProps {
  readonly title: Worded;
  readonly lines: readonly ChartLine[];
  /** The whole x axis. */
  readonly extent: readonly [number, number];
  readonly percent?: boolean;
  readonly group: ChartGroup;
  /** At the right of the title while nothing is pointed at. */
  readonly note?: ReactNode;
  /** Shown while there is nothing to draw: what will appear, and when. */
  readonly empty: string;
  /** How its y axis begins; a press changes it. */
  readonly logarithmic?: boolean;
}

export function Chart({ title, lines, extent, percent = false, group, note, empty, logarithmic = false }: ChartProps) {
  const colours = useColours();
  const pointed = useAt(group);
  const at = pointed !== null && pointed >= extent[0] && pointed <= extent[1] ? pointed : null;
  const [log, setLog] = useState(logarithmic);
  const [all, setAll] = useState(false);
  const [from, to] = useZoomed(group) ?? extent;
  const range = useMemo(() => yRangeOf(lines, [from, to], { log, all }), [lines, from, to, log, all]);
  const named = lines.filter(({ name }) => name !== undefined);
  const show = percent ? formatPercent : formatNumber;
  const empties = isEmpty(lines);
  const isLong = named.reduce((sum, { name = '' }) => sum + name.length, 0) > LEGEND;
  return (
    <figure className={styles.chart} aria-label={title}>
      <figcaption className={styles.header} data-long={isLong}>
        <span className={styles.said}>
          <span className={styles.title} title={title}>
            {title}
          </span>
          {at !== null && !empties && (
            <span className={styles.at}>{t('charts.epoch', 'epoch {{at}}', { at: verbatim(at.toFixed(2)) })}</span>
          )}
          <span className={styles.grow} />
          {/* the neighbour names the lines, so the best value may have the place until values are asked for */}
          {(at !== null || !note) && <Keys lines={named} at={at} show={show} />}
          {at === null && note && <span className={styles.note}>{note}</span>}
        </span>
        <span className={styles.toggles}>
          {(range.clipped || all) && (
            <button
              type="button"
              className={styles.toggle}
              aria-pressed={all}
              aria-label={t('charts.all.label', '{{title}}: with its spikes', { title })}
              title={t('charts.all.doc', 'Shows the spikes that lie outside; triangles mark where they are.')}
              onClick={() => setAll(!all)}
            >
              {t('charts.all', 'all')}
            </button>
          )}
          <button
            type="button"
            className={styles.toggle}
            aria-pressed={log}
            aria-label={t('charts.logarithmic', '{{title}}: logarithmic axis', { title })}
            onClick={() => setLog(!log)}
          >
            {t('charts.log', 'log')}
          </button>
        </span>
      </figcaption>
      <div className={styles.plot}>
        <Plot
          key={String(log)}
          lines={lines}
          from={from}
          to={to}
          range={range}
          percent={percent}
          group={group}
          log={log}
          colours={colours}
        />
        {empties && <p className={styles.empty}>{empty}</p>}
      </div>
    </figure>
  );
}

/** Letters of names that have room beside the title. */
const LEGEND = 40;

const isEmpty = (lines: readonly ChartLine[]): boolean => lines.every(({ points }) => points.x.length === 0);

interface KeysProps {
  readonly lines: readonly ChartLine[];
  /** Where values are asked for. */
  readonly at: number | null;
  readonly show: (value: number) => string;
}

/** How the lines are drawn and what they are called, with their values where one points. */
function Keys({ lines, at, show }: KeysProps) {
  if (lines.length === 0) return null;
  return (
    <span className={styles.keys}>
      {lines.map(({ id, name, colour, dash, points }) => {
        const value = at === null ? undefined : valueAt(points, at);
        return (
          <span key={id} className={styles.key}>
            <LineSample index={colour} dash={dash} />
            <span>{name}</span>
            {value !== undefined && <b>{show(value)}</b>}
          </span>
        );
      })}
    </span>
  );
}

interface PlotProps extends Pick<ChartProps, 'lines' | 'group'> {
  readonly from: number;
  readonly to: number;
  readonly range: YRange;
  readonly percent: boolean;
  readonly log: boolean;
  readonly colours: ChartColours;
}

/** uPlot wants data of its own to know that there is something to point at. */
const NOTHING: uPlot.AlignedData = [
  [0, 1],
  [null, null],
];

const FILL: CSSProperties = { position: 'absolute', inset: 0 };

function Plot(props: PlotProps) {
  const { lines, from, to, range, group, log, colours } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const box = place.current!;
    const made = new uPlot(options(box, latest, group, log), NOTHING, box);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    const follow = group.subscribe(({ at }) => {
      const left = at === null ? -10 : made.valToPos(at, 'x');
      if (Math.abs((made.cursor.left ?? -10) - left) > 0.5) made.setCursor({ left, top: at === null ? -10 : 1 }, false);
    });
    const reset = () => group.setState({ zoom: null });
    made.over.addEventListener('dblclick', reset);
    return () => {
      observer.disconnect();
      follow();
      made.destroy();
      plot.current = null;
    };
  }, [group, log]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme draws anew
  useEffect(() => {
    const made = plot.current!;
    made.batch(() => {
      made.setScale('x', { min: from, max: to });
      made.setScale('y', { min: range.low, max: range.high });
      made.redraw(false, true);
    });
  }, [lines, from, to, range, log, colours]);

  return <div ref={place} style={FILL} />;
}

function options(
  box: HTMLElement,
  latest: { readonly current: PlotProps },
  group: ChartGroup,
  log: boolean,
): uPlot.Options {
  const axis = (extra: uPlot.Axis): uPlot.Axis => ({
    stroke: () => latest.current.colours.ink3,
    font: latest.current.colours.font,
    ticks: { show: false },
    ...extra,
  });
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    series: [{}, { show: true, stroke: 'transparent', points: { show: false } }],
    scales: { x: { time: false, auto: false }, y: { auto: false, ...(log && { distr: 3, log: 10 }) } },
    axes: [
      axis({
        size: 20,
        gap: 4,
        space: 46,
        grid: { show: false },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001].sort(
          (a, b) => a - b,
        ),
      }),
      axis({
        size: (_, values) => 14 + 6.1 * Math.max(3, ...(values ?? []).map((value) => String(value ?? '').length)),
        gap: 5,
        space: 36,
        grid: { stroke: () => latest.current.colours.line, width: 1 },
        ...(log && { splits: (_u: uPlot, _axis: number, low: number, high: number) => logTicks(low, high) }),
        values: (_, splits) =>
          isEmpty(latest.current.lines) ? splits.map(() => '') : tickTexts(splits, latest.current.percent, log),
      }),
    ],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    hooks: {
      setCursor: [
        ({ cursor: { left }, posToVal }) =>
          group.setState({ at: left === undefined || left < 0 ? null : posToVal(left, 'x') }),
      ],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          if (width < 4) return;
          group.setState({ zoom: [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')] });
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [(u) => drawLines(u, latest.current, log)],
    },
  };
}

function tickTexts(splits: readonly (number | null)[], percent: boolean, log: boolean): string[] {
  const values = splits.filter((value) => value !== null);
  const step =
    values.length > 1
      ? Math.min(...values.slice(1).map((value, i) => Math.abs(value - values[i]!))) * (percent ? 100 : 1)
      : 1;
  // as many as tell one step from the next: 0.25 needs two
  const digits =
    [0, 1, 2, 3, 4, 5, 6].find(
      (count) =>
        Math.round(step * 10 ** count) >= 1 && Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-3,
    ) ?? 6;
  return splits.map((value) => {
    if (value === null) return '';
    const shown = percent ? 100 * value : value;
    if (log)
      return Number.isInteger(Math.round(1e9 * Math.log10(value)) / 1e9)
        ? percent
          ? plain(shown)
          : Math.abs(Math.log10(value)) > 3
            ? value.toExponential(0)
            : plain(value)
        : '';
    if (Math.abs(shown) >= 1e6) return shown.toExponential(2).replace(/\.?0*e/, 'e');
    return isTold(shown) ? wholeText(Number(shown.toFixed(digits))) : shown.toFixed(digits);
  });
}
const plain = (value: number): string => String(Number(value.toPrecision(6)));

function drawLines(u: uPlot, { lines, colours }: PlotProps, log: boolean): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const { min: x0, max: x1 } = u.scales.x!;
  const { min: y0, max: y1 } = u.scales.y!;
  if (x0 == null || x1 == null || y0 == null || y1 == null) return;
  const height = log ? (value: number) => Math.log10(value) : (value: number) => value;
  const [bottom, top] = [height(y0), height(y1)];
  const px = (x: number) => bbox.left + ((x - x0) / (x1 - x0)) * bbox.width;
  const py = (y: number) => bbox.top + (1 - (height(y) - bottom) / (top - bottom)) * bbox.height;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top - 3 * ratio, bbox.width + 4 * ratio, bbox.height + 6 * ratio);
  ctx.clip();
  ctx.lineJoin = 'round';
  for (const { points, colour, dash, width = 1.8, opacity = 1, dots, faint } of lines) {
    const { x, y } = decimate(points, x0, x1, Math.round(bbox.width / ratio));
    ctx.globalAlpha = opacity;
    ctx.strokeStyle = ctx.fillStyle = colours.runs[colour % colours.runs.length]!;
    ctx.lineWidth = width * ratio;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.beginPath();
    for (let i = 0; i < x.length; i++) if (!log || y[i]! > 0) ctx.lineTo(px(x[i]!), py(y[i]!));
    ctx.stroke();
    if (!faint) for (const spike of spikesOf({ x, y }, y0, y1)) markSpike(u, px(spike.x), spike.above);
    if (!dots && x.length !== 1) continue;
    for (let i = 0; i < x.length; i++) {
      if (log && y[i]! <= 0) continue;
      ctx.beginPath();
      ctx.arc(px(x[i]!), py(y[i]!), 2.6 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
  }
  ctx.restore();
}

/** A triangle at the edge that a line goes out of. */
function markSpike({ ctx, bbox }: uPlot, x: number, above: boolean): void {
  const size = 4 * devicePixelRatio;
  const edge = above ? bbox.top : bbox.top + bbox.height;
  const inwards = above ? 1.5 * size : -1.5 * size;
  ctx.beginPath();
  ctx.moveTo(x, edge);
  ctx.lineTo(x - size, edge + inwards);
  ctx.lineTo(x + size, edge + inwards);
  ctx.fill();
}
