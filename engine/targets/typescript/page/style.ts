/** How the page of an exported project looks, in light and in dark. */
export const STYLE = `      :root {
        --ground: light-dark(#f3f4f1, #151815);
        --card: light-dark(#ffffff, #1f241f);
        --line: light-dark(#d9dbd5, #363d36);
        --ink: light-dark(#1d211c, #e8ebe4);
        --soft: light-dark(#565c54, #a9b0a5);
        --accent: light-dark(#0f6b5c, #5cc9b1);
        --trough: light-dark(#eeefeb, #2b312b);
        --bad: light-dark(#b3261e, #ff8a7d);
        color-scheme: light dark;
        font: 15px/1.5 system-ui, sans-serif;
      }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 960px; padding: 32px 20px; background: var(--ground); color: var(--ink); }
      h1 { margin: 0 0 20px; font-size: 22px; overflow-wrap: anywhere; }
      h2 { margin: 0 0 8px; font-size: 13px; font-weight: 600; color: var(--soft); overflow-wrap: anywhere; }
      main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 20px; align-items: start; }
      section { padding: 20px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; min-width: 0; }
      p { margin: 0; }
      canvas { display: block; max-width: 100%; border-radius: 8px; }
      .pad { width: 100%; touch-action: none; cursor: crosshair; }
      .shown { max-height: 360px; margin: 0 auto 12px; }
      .drawn { width: 100%; image-rendering: pixelated; }
      [hidden] { display: none; }
      .drop { padding: 32px 12px; border: 2px dashed var(--line); border-radius: 8px; text-align: center; color: var(--soft); }
      .row { display: flex; gap: 8px; margin-top: 12px; }
      button, .button, input, select, textarea {
        font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 6px 12px;
      }
      button, .button { cursor: pointer; }
      button:hover, .button:hover { border-color: var(--accent); }
      .button input { position: absolute; opacity: 0; width: 1px; height: 1px; padding: 0; }
      :focus-visible, .button:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
      .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)); gap: 12px; }
      label span { display: block; font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
      .wide { display: block; grid-column: 1 / -1; }
      .wide + .wide { margin-top: 12px; }
      label > input, label > select, label > textarea { width: 100%; }
      .bars { display: grid; grid-template-columns: max-content 1fr max-content; margin: 0; padding: 0; list-style: none; }
      .bars + h2, .number + h2, .numbers + h2, .drawn + h2 { margin-top: 20px; }
      .bars li { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; column-gap: 10px; align-items: center; padding: 3px 0; }
      .name { max-width: 180px; overflow-wrap: anywhere; }
      .bar { height: 10px; background: var(--trough); border-radius: 5px; overflow: hidden; }
      .bar i { display: block; height: 100%; width: calc(100% * var(--share)); background: var(--soft); border-radius: 5px; }
      .chosen { font-weight: 600; }
      .chosen .bar i { background: var(--accent); }
      .percent { text-align: right; font-variant-numeric: tabular-nums; }
      .number { font-size: 34px; font-weight: 600; font-variant-numeric: tabular-nums; }
      .numbers { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
      .hint { color: var(--soft); }
      .error { color: var(--bad); overflow-wrap: anywhere; }
`;
