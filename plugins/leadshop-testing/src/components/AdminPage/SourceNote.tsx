import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';

const ROLES_PATH = 'leadshopTesting.roles.';

const useStyles = makeStyles(theme => ({
  root: {
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
    overflowWrap: 'anywhere',
  },
}));

/** Which setting says so, or that it is so by default. */
export const SourceNote = ({
  label,
  source,
}: {
  /** What it says, where there are several. */
  label?: string;
  source: string;
}) => {
  const t = useTexts();
  return (
    <div className={useStyles().root} title={source}>
      {label}
      {label && ' '}
      {source === 'default' ? (
        t('admin.byDefault')
      ) : (
        <code>
          {source.startsWith(ROLES_PATH)
            ? `roles.${source.slice(ROLES_PATH.length)}`
            : source}
        </code>
      )}
    </div>
  );
};
