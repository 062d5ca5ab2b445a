// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What a member may do, each role with the rights of those before it that sign: OPERATOR and above may sign an action, APPROVER and
/// above count as approvals, OWNER as an owner's. VIEWER and AUDITOR only read, off chain.
enum MemberRole {
    NONE,
    VIEWER,
    AUDITOR,
    OPERATOR,
    APPROVER,
    ADMIN,
    OWNER
}

/// @notice What an action up to an amount needs.
/// @param upTo Highest amount of the band, in the unit of the call's argument; the last band of a rule has the type's maximum.
/// @param approvals Signatures of members who approve; with none, one operator's signature is enough.
/// @param owners How many of the signatures must be owners'.
struct Band {
    uint128 upTo;
    uint8 approvals;
    uint8 owners;
}

/// @notice A call in the organisation's name.
/// @param nonce Keyed nonce: key (192 bits) << 64 | sequence; used once.
/// @param deadline Last second (unix) at which it may be carried out.
struct Action {
    address target;
    bytes data;
    uint256 nonce;
    uint48 deadline;
}

/// @notice One member's signature of an action.
struct Approval {
    address member;
    bytes signature;
}
