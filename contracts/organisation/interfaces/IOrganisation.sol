// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Action, Approval, Band, MemberRole} from "../types/OrganisationTypes.sol";

/// @title Organisation
/// @notice An account of several people: whatever it does, as many of them signed as the amount demands (ACC-4).
/// @dev Invariant: owners >= ownersNeeded >= 1, so that what needs the owners alone can always be done.
interface IOrganisation {
    /// @notice `role` NONE: no member any more.
    event MemberSet(address indexed member, MemberRole role);
    event OwnersNeededSet(uint8 ownersNeeded);
    /// @notice No bands: the call needs the owners, as calls without a rule do.
    event RuleSet(address indexed target, bytes4 indexed selector, uint8 amountAt, Band[] bands);
    /// @notice One member's part in an action that was carried out.
    event ActionApproved(bytes32 indexed digest, address indexed member, MemberRole role);
    /// @param amount The call's amount under its rule; 0 without one.
    event ActionExecuted(bytes32 indexed digest, address indexed target, bytes4 selector, uint256 nonce, uint256 amount);

    /// @notice The deadline has passed.
    error Organisation_Expired(uint48 deadline, uint256 now_);
    error Organisation_TooManyApprovals(uint256 count, uint256 max);
    /// @notice Approvals stand in ascending order of their members, each once.
    error Organisation_ApprovalsUnsorted(address before, address member);
    error Organisation_MayNotSign(address member, MemberRole role);
    error Organisation_BadSignature(address member);
    /// @notice The action's amount, with what its rule still counts of the last 24 hours, needs more.
    error Organisation_NotEnough(uint256 approvals, uint256 owners, Band needed);
    /// @notice The calldata ends before the amount that its rule reads.
    error Organisation_NoAmount(uint256 length, uint8 amountAt);
    /// @notice Only the organisation itself, by an action.
    error Organisation_NotSelf(address caller);
    error Organisation_ZeroMember();
    /// @notice Owners would be fewer than are needed, or none needed.
    error Organisation_TooFewOwners(uint256 owners, uint256 needed);
    error Organisation_TooManyMembers(uint256 max);
    /// @notice Bands ascend, need no less than the band before, no more owners than signatures, and end at the type's maximum.
    error Organisation_BadBands(uint256 index);

    /// @notice Carries out a call in the organisation's name; by anyone. Its failure reverts and spends nothing: the approvals stay good
    /// until the deadline.
    /// @param approvals Over the EIP-712 `Action(address target,bytes data,uint256 nonce,uint48 deadline)` of this organisation.
    /// @return What the call returned.
    function execute(Action calldata action, Approval[] calldata approvals) external returns (bytes memory);

    /// @notice By an action. Admins alone may appoint and dismiss those who approve nothing; everybody else is the owners'.
    function setMember(address member, MemberRole role) external;
    /// @notice By an action of the owners.
    function setOwnersNeeded(uint8 ownersNeeded) external;
    /// @notice By an action of the owners: what a call needs. Without bands the call has no rule any more.
    /// @param amountAt Which 32-byte word of the arguments is the amount; 255: the call has none and is judged as 0.
    function setRule(address target, bytes4 selector, uint8 amountAt, Band[] calldata bands) external;

    function roleOf(address member) external view returns (MemberRole);
    function owners() external view returns (uint256);
    function ownersNeeded() external view returns (uint8);
    function memberCount() external view returns (uint256);
    function ruleOf(address target, bytes4 selector) external view returns (uint8 amountAt, Band[] memory bands);
    /// @notice What an action would need now, its amount added to what its rule still counts.
    function needs(address target, bytes calldata data) external view returns (Band memory);
    /// @notice What members sign.
    function hashAction(Action calldata action) external view returns (bytes32 digest);
}
