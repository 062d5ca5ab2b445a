// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @notice status: 0 none, 1 pending, 2 active, 3 suspended, 4 terminated. tier: 0 silver .. 3 diamond.
/// rating: 0 B, 1 BB, 2 BBB, 3 A, 4 AA, 5 AAA.
struct Issuer {
    uint8 status;
    uint8 tier;
    uint8 rating;
    uint40 appliedAt;
    uint40 onboardedAt;
    uint64 quota;
    bytes32 companyHash;
    bytes32 licenceHash;
    bytes32 documentsHash;
}

/// @title Issuer registry
/// @notice Who may issue, how much face value may be outstanding, and at which fee (ISS-1, ISS-3). Writes the core's issuer word in the
/// same transaction.
///
///     status   none -> pending -> active <-> suspended; active or suspended -> terminated (end state); pending -> none by rejection
///     rating   B 0, BB 20,000, BBB 100,000, A 1,000,000, AA 5,000,000, AAA 10,000,000: quota of outstanding face value
///     tier     silver 1.5 %, gold 1.2 %, platinum 1.0 %, diamond 0.8 %: issuance fee
interface IIssuerRegistry {
    event IssuerApplied(address indexed issuer, bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash);
    /// @notice Followed by `IssuerRated` and `IssuerTierSet` with the values an issuer starts with.
    event IssuerApproved(address indexed issuer, uint40 onboardedAt);
    event IssuerRejected(address indexed issuer, bytes32 reasonHash);
    event IssuerSuspended(address indexed issuer, bytes32 reasonHash);
    event IssuerReinstated(address indexed issuer);
    event IssuerTerminated(address indexed issuer, bytes32 reasonHash);
    event IssuerRated(address indexed issuer, uint8 rating, uint64 quota);
    event IssuerTierSet(address indexed issuer, uint8 tier);

    error Issuer_WrongStatus(address issuer, uint8 status);
    error Issuer_BadRating(uint8 rating);
    error Issuer_BadTier(uint8 tier);
    error Issuer_EmptyHash();

    /// @notice Anyone who is not and was not an issuer: hashes of company record, licence and documents, none of them zero.
    function applyAsIssuer(bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash) external;
    function applyAsIssuerBySig(bytes32 companyHash, bytes32 licenceHash, bytes32 documentsHash, IntentAuth calldata auth) external;
    /// @notice Compliance: pending -> active with rating BBB, tier silver.
    function approve(address issuer) external;
    /// @notice Compliance: pending -> none; the applicant may apply again.
    function reject(address issuer, bytes32 reasonHash) external;
    /// @notice Compliance: active -> suspended; no new series and no primary sales.
    function suspend(address issuer, bytes32 reasonHash) external;
    /// @notice Compliance: suspended -> active.
    function reinstate(address issuer) external;
    /// @notice Compliance: active or suspended -> terminated, for ever.
    function terminate(address issuer, bytes32 reasonHash) external;
    /// @notice Compliance: sets the rating of an active or suspended issuer and with it the quota of outstanding face value.
    /// A quota below what is outstanding only stops new series.
    function rate(address issuer, uint8 rating) external;
    /// @notice Compliance: for series created from now on.
    function setTier(address issuer, uint8 tier) external;

    /// @notice The core whose words this contract reads and writes.
    function core() external view returns (address);
    /// @notice Fee rate a series created now is fixed to: the better of the tier's and, in the 30 days after approval, gold's.
    /// Silver's for an address that is no issuer.
    function issuanceFeeBps(address issuer) external view returns (uint16);
    function issuerOf(address issuer) external view returns (Issuer memory);
}
