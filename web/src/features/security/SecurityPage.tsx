import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/EmptyState';
import { LinkTab, LinkTabs } from '@/components/LinkTabs';
import { Page } from '@/components/Page';
import { AccountTab } from '@/features/security/AccountTab';
import type { Tab } from '@/features/security/routes';
import { useHasRole } from '@/lib/session/me';

const UsersTab = lazy(() => import('@/features/security/UsersTab'));
const GroupsTab = lazy(() => import('@/features/security/GroupsTab'));
const PoliciesTab = lazy(() => import('@/features/security/policies/PoliciesTab'));
const PostureTab = lazy(() => import('@/features/security/posture/PostureTab'));
const LimitsTab = lazy(() => import('@/features/security/LimitsTab'));
const AccessTab = lazy(() => import('@/features/security/AccessTab'));
const ProjectsTab = lazy(() => import('@/features/security/projects/ProjectsTab'));
const RequestsTab = lazy(() => import('@/features/security/requests/RequestsTab'));
const EmergencyTab = lazy(() => import('@/features/security/emergency/EmergencyTab'));
const NoticesTab = lazy(() => import('@/features/security/NoticesTab'));
const AuditTab = lazy(() => import('@/features/security/AuditTab'));
const SeenTab = lazy(() => import('@/features/security/SeenTab'));

export function SecurityPage() {
  const { t } = useTranslation('security');
  const { tab = 'account' } = getRouteApi('/shell/security').useSearch();
  const mayManage = useHasRole('admin');
  const mayBreakGlass = useHasRole('clinician');
  const mayGovern = useHasRole('admin', 'steward');
  const mayAudit = useHasRole('admin', 'auditor');
  const tabs: Tab[] = [
    'account',
    'projects',
    'requests',
    'notices',
    ...(mayBreakGlass || mayAudit ? (['emergency'] as const) : []),
    ...(mayGovern ? (['policies'] as const) : []),
    ...(mayGovern || mayAudit ? (['posture'] as const) : []),
    ...(mayManage ? (['users', 'groups', 'limits', 'access'] as const) : []),
    ...(mayAudit ? (['audit', 'seen'] as const) : []),
  ];
  return (
    <Page title={t('title')} purpose={t('purpose')} fill={tab === 'audit'}>
      {tabs.length > 1 && (
        <LinkTabs label={t('title')}>
          {tabs.map((one) => (
            <LinkTab key={one} to="/security" search={{ tab: one }} here={one === tab}>
              {t(`tab.${one}`)}
            </LinkTab>
          ))}
        </LinkTabs>
      )}
      <Suspense>
        {!tabs.includes(tab) && <EmptyState title={t('noAccess.title')} reason={t('noAccess.reason')} />}
        {tab === 'account' && <AccountTab />}
        {tab === 'projects' && <ProjectsTab />}
        {tab === 'requests' && <RequestsTab />}
        {tab === 'emergency' && tabs.includes(tab) && <EmergencyTab />}
        {tab === 'notices' && <NoticesTab />}
        {tab === 'users' && mayManage && <UsersTab />}
        {tab === 'groups' && mayManage && <GroupsTab />}
        {tab === 'policies' && mayGovern && <PoliciesTab />}
        {tab === 'posture' && tabs.includes(tab) && <PostureTab />}
        {tab === 'limits' && mayManage && <LimitsTab />}
        {tab === 'access' && mayManage && <AccessTab />}
        {tab === 'audit' && mayAudit && <AuditTab />}
        {tab === 'seen' && mayAudit && <SeenTab />}
      </Suspense>
    </Page>
  );
}
