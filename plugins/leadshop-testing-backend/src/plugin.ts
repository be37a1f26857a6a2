import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  metricsServiceRef,
  tracingServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import {
  leadshopTestingPermissions,
  PLUGIN_ID,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  createLeadshopRolesDecision,
  createLeadshopRolesReader,
  pipelinesExtensionPoint,
  providersExtensionPoint,
  readRoles,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { createRouter } from './api/createRouter';
import { keepQueriesOutOfLogs } from './api/keepQueriesOutOfLogs';
import { PermissionGuard } from './api/PermissionGuard';
import { addAccessRoutes } from './api/routes/accessRoutes';
import { addAlertRoutes } from './api/routes/alertRoutes';
import { addAuditRoutes } from './api/routes/auditRoutes';
import { addBatchRoutes } from './api/routes/batchRoutes';
import { addCheckRoutes } from './api/routes/checkRoutes';
import { addCredentialRoutes } from './api/routes/credentialRoutes';
import { addImportRoutes } from './api/routes/importRoutes';
import { addLeadBulkRoutes } from './api/routes/leadBulkRoutes';
import { addLeadExportRoutes } from './api/routes/leadExportRoutes';
import { addLeadRoutes } from './api/routes/leadRoutes';
import { addMetricsRoutes } from './api/routes/metricsRoutes';
import { addOrderRoutes } from './api/routes/orderRoutes';
import { addQueueRoutes } from './api/routes/queueRoutes';
import { addReportRoutes } from './api/routes/reportRoutes';
import { addRetentionRoutes } from './api/routes/retentionRoutes';
import { addStatusRoutes } from './api/routes/statusRoutes';
import { addTestRoutes } from './api/routes/testRoutes';
import { addWebhookRoutes } from './api/routes/webhookRoutes';
import { Routes } from './api/Routes';
import { startAudit } from './audit';
import {
  allowedOrigins,
  readLeadshopTestingConfig,
  refuseForeignPlugins,
  refuseWithoutPermissions,
  SettingsInForce,
} from './config';
import { startEngine } from './engine';
import { RateLimits } from './limits';
import { routeUpgrades } from './live/upgrade';
import { Contributions } from './pipeline/contributions';
import { openDatabase } from './store/database';
import { ContextLogger, Telemetry } from './telemetry';
import { version } from '../package.json';

/**
 * The backend plugin: runs pipeline tests, stores their results, serves the API
 * at `/api/leadshop-testing/v1` and the live feed at `/ws` below it.
 *
 * @public
 */
export const leadshopTestingPlugin = createBackendPlugin({
  pluginId: PLUGIN_ID,
  register(env) {
    const contributions = new Contributions();
    env.registerExtensionPoint(pipelinesExtensionPoint, contributions);
    env.registerExtensionPoint(providersExtensionPoint, contributions);
    // Before the server listens: the very first request may be an upgrade
    const stopRouting = routeUpgrades(`/api/${PLUGIN_ID}/v1/ws`);

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        cache: coreServices.cache,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        rootLifecycle: coreServices.rootLifecycle,
        scheduler: coreServices.scheduler,
        tracing: tracingServiceRef,
      },
      async init(deps) {
        const { config: root, auth, lifecycle } = deps;
        const logger = new ContextLogger(deps.logger);
        refuseWithoutPermissions(root);
        refuseForeignPlugins(root);
        const config = readLeadshopTestingConfig(root);
        deps.permissionsRegistry.addPermissions(leadshopTestingPermissions);
        const guard = new PermissionGuard({
          permissions: deps.permissions,
          auth,
          reader: createLeadshopRolesReader(deps),
        });
        const knex = await openDatabase(deps.database, logger);
        const audit = await startAudit({
          knex,
          settings: config.audit,
          auditor: deps.auditor,
          scheduler: deps.scheduler,
          logger,
        });
        const limits = new RateLimits({
          knex,
          logger,
          settings: config.rateLimits,
        });
        await limits.start(deps.scheduler);
        const engine = await startEngine({
          knex,
          config,
          logger,
          cache: deps.cache,
          scheduler: deps.scheduler,
          auth,
          catalog: deps.catalog,
          notifications: deps.notifications,
          guard,
          limits,
          allowedOrigins: allowedOrigins(root),
          onRefused: audit.refusedSockets.channel,
          contributions,
          trail: audit.trail,
          defaultRecipients: () => [...readRoles(root).admin.members.keys()],
          telemetry: new Telemetry({ ...deps, logger }),
        });
        const stopHiding = keepQueriesOutOfLogs(`/api/${PLUGIN_ID}`);
        // While the load balancer takes us out, tests go elsewhere already
        deps.rootLifecycle.addBeforeShutdownHook(engine.takeNoMore);
        lifecycle.addShutdownHook(async () => {
          stopRouting();
          stopHiding();
          await engine.stop();
          await audit.stop();
        });

        const matrix = createLeadshopRolesDecision(root, deps);
        const routes = new Routes({
          httpAuth: deps.httpAuth,
          guard,
          audit: audit.calls,
          limits,
        });
        audit.watch(`/api/${PLUGIN_ID}/v1`, routes);
        addStatusRoutes(routes, { ...engine, guard });
        addAccessRoutes(routes, {
          auth,
          catalog: deps.catalog,
          guard,
          matrix,
          settings: new SettingsInForce(root, config),
        });
        addOrderRoutes(routes, {
          ...engine,
          allowedHosts: config.network.allowedHosts,
        });
        addTestRoutes(routes, { ...engine, guard });
        addMetricsRoutes(routes, { ...engine, guard });
        addCheckRoutes(routes, engine);
        addAlertRoutes(routes, engine);
        addQueueRoutes(routes, engine);
        addReportRoutes(routes, engine);
        addAuditRoutes(routes, audit);
        addRetentionRoutes(routes, {
          ...engine,
          auditRetentionMs: config.audit.retentionMs,
        });
        addBatchRoutes(routes, engine);
        addImportRoutes(routes, { ...engine, enabled: config.import.enabled });
        addLeadBulkRoutes(routes, engine);
        addLeadExportRoutes(routes, engine);
        addCredentialRoutes(routes, {
          ...engine,
          allowedHosts: config.network.allowedHosts,
        });
        addWebhookRoutes(routes, engine);
        // The last: to it every name below /leads is the id of a lead
        addLeadRoutes(routes, engine);
        const baseUrl = await deps.discovery.getExternalBaseUrl(PLUGIN_ID);
        deps.httpRouter.use(
          createRouter({
            routes,
            live: engine.live,
            refusedSockets: audit.refusedSockets,
            version,
            role: config.execution.role,
            serverUrl: `${baseUrl}/v1`,
          }),
        );
        // It authenticates the token itself, and so answers 401 before the upgrade
        deps.httpRouter.addAuthPolicy({
          path: '/v1/ws',
          allow: 'unauthenticated',
        });
      },
    });
  },
});
