import { useMemo, useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/Check';
import FileCopyIcon from '@material-ui/icons/FileCopyOutlined';
import GetAppIcon from '@material-ui/icons/GetApp';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { saveFile } from '../../saveFile';
import { useTexts } from '../../translation';
import { JsonBranch } from './JsonBranch';

/*
 * JSON as a tree. A test can hold megabytes, so that only what is open is
 * drawn: large parts are closed at first, long lists and texts show their
 * beginning. Copy and download give all of it.
 */

const useStyles = makeStyles(theme => ({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
  },
  tree: {
    maxHeight: 520,
    overflow: 'auto',
    padding: theme.spacing(1.5),
    fontFamily: 'Menlo, Consolas, monospace',
    fontSize: theme.typography.pxToRem(12.5),
    lineHeight: 1.6,
    borderRadius: theme.shape.borderRadius,
    border: `1px solid ${theme.palette.divider}`,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
}));

/** JSON to look into, to copy and to keep. */
export const JsonView = ({
  value,
  fileName,
}: {
  value: unknown;
  /** What the download is called. */
  fileName: string;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const [, copy] = useCopyToClipboard();
  const [copied, setCopied] = useState<unknown>();
  // A new tree forgets what was opened and closed one by one
  const [all, setAll] = useState<{ open: boolean; turn: number }>();
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  const isCopied = copied !== undefined && copied === value;
  return (
    <>
      <div className={classes.actions}>
        <Button
          size="small"
          variant="outlined"
          startIcon={isCopied ? <CheckIcon /> : <FileCopyIcon />}
          onClick={() => {
            copy(text);
            setCopied(value);
          }}
        >
          {t(isCopied ? 'test.raw.copied' : 'test.raw.copy')}
        </Button>
        <Button
          size="small"
          variant="outlined"
          startIcon={<GetAppIcon />}
          onClick={() =>
            saveFile(new Blob([text], { type: 'application/json' }), fileName)
          }
        >
          {t('test.raw.download')}
        </Button>
        {[true, false].map(open => (
          <Button
            key={String(open)}
            size="small"
            onClick={() => setAll({ open, turn: (all?.turn ?? 0) + 1 })}
          >
            {t(open ? 'test.raw.expand' : 'test.raw.collapse')}
          </Button>
        ))}
      </div>
      <div
        className={classes.tree}
        role="region"
        aria-label={t('test.raw.label')}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text is scrolled with the keyboard too
        tabIndex={0}
      >
        <JsonBranch key={all?.turn} value={value} depth={0} open={all?.open} />
      </div>
    </>
  );
};
