import { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import useAsync from 'react-use/esm/useAsync';
import { Link } from '@backstage/core-components';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import type { Batch } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef } from '../../api';
import { usePermissions } from '../../permissions';
import { importRouteRef } from '../../routes';
import { useTexts } from '../../translation';
import { batchTitle } from '../BatchSummary';
import { PageHeading } from '../PageHeading';

const useStyles = makeStyles({ words: { overflowWrap: 'anywhere' } });

/** What a batch tests, and where its leads come from. */
export const BatchHeading = ({
  batch,
  children,
}: {
  batch: Batch;
  /** What can be done. */
  children: ReactNode;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const api = useApi(leadshopTestingApiRef);
  const importLink = useRouteRef(importRouteRef);
  const { hasPermission } = usePermissions();
  const { import_id: importId } = batch;
  const seesImports = hasPermission('bulk_import_leads');
  const { value: source } = useAsync(
    async () =>
      importId && seesImports ? api.imports.get(importId) : undefined,
    [api, importId, seesImports],
  );
  return (
    <PageHeading
      title={batchTitle(t, batch, source?.file_name)}
      subtitle={
        <span className={classes.words}>
          {importId && source
            ? t('batch.idAndSource', {
                id: batch.id,
                source: (
                  <Link to={importLink({ id: importId })}>
                    {t('batch.source', { file: source.file_name })}
                  </Link>
                ),
              })
            : t('batch.id', { id: batch.id })}
        </span>
      }
    >
      {children}
    </PageHeading>
  );
};
