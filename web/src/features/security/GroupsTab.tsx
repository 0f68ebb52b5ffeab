import { GroupsPanel } from '@/features/security/GroupsPanel';
import { OwnRolesPanel } from '@/features/security/OwnRolesPanel';
import styles from '@/features/security/SecurityPage.module.css';

export default function GroupsTab() {
  return (
    <div className={styles.stack}>
      <GroupsPanel />
      <OwnRolesPanel />
    </div>
  );
}
