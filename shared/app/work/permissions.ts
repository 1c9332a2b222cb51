import type { Permission } from '#schemas/admin/model.ts';
import type { WorkPorts } from './ports.ts';

/** Whether an active user may do what needs a permission beyond the roles; supervisors and admins may (AUTH-25). */
export async function hasPermission(ports: WorkPorts, userId: string, permission: Permission): Promise<boolean> {
  const user = await ports.user(userId);
  if (!user?.active) return false;
  const { roles } = ports.ctx;
  return roles.includes('supervisor') || roles.includes('admin') || user.permissions.includes(permission);
}
