import { useTranslation } from 'react-i18next';
import { type Fact, Facts } from '@/components/Facts';
import { Panel } from '@/components/Panel';
import { OwnLimits } from '@/features/security/OwnLimits';
import { PasswordForm } from '@/features/security/PasswordForm';
import { ROLES } from '@/features/security/roles';
import styles from '@/features/security/SecurityPage.module.css';
import { SessionsPanel } from '@/features/security/SessionsPanel';
import { TokensPanel } from '@/features/security/TokensPanel';
import { useMe } from '@/lib/session/me';

export function AccountTab() {
  const { t } = useTranslation('security');
  const me = useMe();
  const known = me.roles.filter((role) => ROLES.some((each) => each === role));
  const facts: Fact[] = [
    [t('name'), me.display_name ? `${me.display_name} (${me.name})` : me.name],
    [
      t('roles'),
      me.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(' · ') || t('noRoles'),
    ],
    [t('groups.short'), me.groups?.join(' · ')],
    ...known.map((role): Fact => [t('mayDo'), t(`roleMeans.${role}`)]),
  ];
  return (
    <div className={styles.stack}>
      <Panel title={t('me')}>
        <Facts facts={facts} />
      </Panel>
      <OwnLimits />
      <SessionsPanel />
      <TokensPanel />
      <PasswordForm />
    </div>
  );
}
