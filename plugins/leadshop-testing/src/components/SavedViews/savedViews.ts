/** Filters, order and columns of a list under a name. */
export interface SavedView {
  name: string;
  /** As the address of the page has them. */
  query: string;
}

/** All views of one user. */
export interface SavedViews {
  views: SavedView[];
  /** Name of the view that the page opens with. */
  standard?: string;
}

/** More would no longer fit into a menu. */
export const MAX_VIEWS = 50;
/** Characters of a name. */
export const MAX_NAME = 60;

export const NO_VIEWS: SavedViews = { views: [] };

/** Why a view cannot be called so. */
export type NameProblem = 'empty' | 'tooLong' | 'taken';

const isView = (value: unknown): value is SavedView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'query' in value &&
  typeof value.query === 'string';

/** Reads what was stored, by whichever version; what is no view is left out. */
export function savedViewsOf(stored: unknown): SavedViews {
  if (typeof stored !== 'object' || stored === null || !('views' in stored)) {
    return NO_VIEWS;
  }
  const views = Array.isArray(stored.views) ? stored.views.filter(isView) : [];
  const standard = 'standard' in stored ? stored.standard : undefined;
  return {
    views,
    ...(views.some(({ name }) => name === standard) && {
      standard: standard as string,
    }),
  };
}

/** {@link SavedViews} as they are stored. */
export type StoredViews = {
  views: { name: string; query: string }[];
  standard?: string;
};

/** The views as they are stored. */
export function storedViews({ views, standard }: SavedViews): StoredViews {
  return {
    views: views.map(({ name, query }) => ({ name, query })),
    ...(standard !== undefined && { standard }),
  };
}

const key = (name: string) => name.trim().toLocaleLowerCase();

/** What is wrong with a name; a view that is renamed may keep its own. */
export function nameProblem(
  { views }: SavedViews,
  name: string,
  renamed?: string,
): NameProblem | undefined {
  const wanted = key(name);
  if (!wanted) {
    return 'empty';
  }
  if (name.trim().length > MAX_NAME) {
    return 'tooLong';
  }
  const taken = views.some(
    view => view.name !== renamed && key(view.name) === wanted,
  );
  return taken ? 'taken' : undefined;
}

/** The view of that name. */
export function viewNamed(
  { views }: SavedViews,
  name: string | null | undefined,
): SavedView | undefined {
  return views.find(view => view.name === name);
}

const inOrder = (views: SavedView[]) =>
  [...views].sort((one, other) => one.name.localeCompare(other.name));

/** With one more view, or another query under a name that is there. */
export function withView(saved: SavedViews, view: SavedView): SavedViews {
  const name = view.name.trim();
  const others = saved.views.filter(other => other.name !== name);
  return { ...saved, views: inOrder([...others, { ...view, name }]) };
}

/** With another name for a view. */
export function withName(
  saved: SavedViews,
  from: string,
  to: string,
): SavedViews {
  const name = to.trim();
  return {
    ...saved,
    views: inOrder(
      saved.views.map(view => (view.name === from ? { ...view, name } : view)),
    ),
    ...(saved.standard === from && { standard: name }),
  };
}

/** Without the view. */
export function withoutView(saved: SavedViews, name: string): SavedViews {
  const views = saved.views.filter(view => view.name !== name);
  return saved.standard === name ? { views } : { ...saved, views };
}

/** With that view to open the page with, or none. */
export function withStandard(
  { views }: SavedViews,
  standard: string | undefined,
): SavedViews {
  return standard === undefined ? { views } : { views, standard };
}
