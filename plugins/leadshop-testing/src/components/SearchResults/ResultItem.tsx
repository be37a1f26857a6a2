import { ComponentType, ReactNode } from 'react';
import ListItemIcon from '@material-ui/core/ListItemIcon';
import { makeStyles } from '@material-ui/core/styles';
import { Link } from '@backstage/core-components';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { TierBadge } from '../ExecutionTable';
import { ReadableTheme } from '../ReadableTheme';
import type { SearchResultProps } from './SearchResultProps';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    minWidth: 0,
    width: '100%',
    fontFamily: theme.typography.fontFamily,
    color: theme.palette.text.primary,
  },
  texts: { minWidth: 0, flex: 1, overflowWrap: 'anywhere' },
  title: { fontSize: theme.typography.pxToRem(18), fontWeight: 600 },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 2),
    marginTop: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(14),
  },
  text: {
    marginTop: theme.spacing(0.5),
    fontSize: theme.typography.pxToRem(13),
    color: theme.palette.text.secondary,
  },
}));

/** A result of the portal's search: where it leads, what it is, what matched. */
export const ResultItem = ({
  result,
  highlight,
  icon,
  to,
  children,
}: SearchResultProps & {
  result: { title: string; text: string };
  to: string;
  /** What is known of it at a glance. */
  children: ReactNode;
}) => {
  const classes = useStyles();
  const marked = (field: 'title' | 'text') =>
    highlight?.fields[field] ? (
      <HighlightedSearchResultText
        text={highlight.fields[field]}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      result[field]
    );
  return (
    <div className={classes.root}>
      {icon && <ListItemIcon>{icon}</ListItemIcon>}
      <div className={classes.texts}>
        {/* The search itself counts what is pressed */}
        <Link to={to} noTrack className={classes.title}>
          {marked('title')}
        </Link>
        <div className={classes.facts}>{children}</div>
        <div className={classes.text}>{marked('text')}</div>
      </div>
    </div>
  );
};

/** What a lead or its test came to; nothing before that. */
export const ScoreFact = ({
  score,
  tier,
}: {
  score: number | null;
  tier: string | null;
}) => {
  const t = useTexts();
  const { number } = useFormats();
  return score === null ? null : (
    <span>
      {t('entity.search.score', {
        score: number(score, { maximumFractionDigits: 0 }),
      })}{' '}
      {tier && <TierBadge tier={tier} />}
    </span>
  );
};

/**
 * Shows results of one type of document. The search hands over what it has
 * stored; the type of the result says who wrote it.
 */
export function resultItemOf<Document extends object>(
  Item: ComponentType<SearchResultProps & { result: Document }>,
) {
  return ({ result, ...props }: SearchResultProps & { result?: object }) =>
    result ? (
      <ReadableTheme>
        <Item {...props} result={result as Document} />
      </ReadableTheme>
    ) : null;
}
