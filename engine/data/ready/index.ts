/** Tables that ship with the program, each with where it is from and under which licence: files whose path is `ready:` and their name. */
export interface ReadyTable {
  readonly id: string;
  /** `ready:iris`. */
  readonly path: string;
  readonly title: string;
  readonly doc: string;
  readonly source: { readonly title: string; readonly url: string };
  readonly licence: { readonly title: string; readonly url: string };
}

const BY = { title: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' };
const CC0 = { title: 'CC0 1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' };
const GOVERNMENT = { title: 'Public domain (U.S. Government)', url: 'https://www.usa.gov/government-works' };

export const READY: readonly ReadyTable[] = [
  {
    id: 'iris',
    path: 'ready:iris',
    title: 'Iris',
    doc: '150 flowers of three species of iris, by the length and width of their sepals and petals.',
    source: {
      title: 'R. A. Fisher (1936), UCI Machine Learning Repository',
      url: 'https://archive.ics.uci.edu/dataset/53/iris',
    },
    licence: BY,
  },
  {
    id: 'penguins',
    path: 'ready:penguins',
    title: 'Penguins',
    doc: '344 penguins of three species, by island, beak, flipper, mass and sex; some of them not measured.',
    source: {
      title: 'Gorman, Williams and Fraser (2014); Horst, Hill and Gorman (2020)',
      url: 'https://allisonhorst.github.io/palmerpenguins/',
    },
    licence: CC0,
  },
  {
    id: 'weather',
    path: 'ready:weather',
    title: 'Weather of Seattle',
    doc: 'Rain, temperatures, wind and kind of weather of 1,461 days, 2012 to 2015.',
    source: { title: 'NOAA National Climatic Data Center', url: 'https://www.ncdc.noaa.gov/cdo-web/datatools/records' },
    licence: GOVERNMENT,
  },
  {
    id: 'co2',
    path: 'ready:co2',
    title: 'CO₂ in the air',
    doc: 'Carbon dioxide in the air of Mauna Loa, Hawaii, in parts per million, month by month from 1958 on.',
    source: {
      title: 'Scripps CO₂ Program',
      url: 'https://scrippsco2.ucsd.edu/data/atmospheric_co2/primary_mlo_co2_record',
    },
    licence: BY,
  },
  {
    id: 'gapminder',
    path: 'ready:gapminder',
    title: 'Countries',
    doc: 'Population, life expectancy and children per woman of countries, every five years from 1955 to 2005.',
    source: { title: 'Gapminder Foundation', url: 'https://www.gapminder.org/data/' },
    licence: BY,
  },
];

export const readyTable = (path: string): ReadyTable | undefined => READY.find((table) => table.path === path);

/** The file of a ready table, in `engine/data/ready`; undefined for any other path. */
export function readyFile(path: string): string | undefined {
  const ready = readyTable(path);
  return ready && `${ready.id}.csv`;
}
