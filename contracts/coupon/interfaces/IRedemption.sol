// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";

/// @notice What a holder signs (EIP-712, domain "Genex Redemption"), usable offline: one unit, at one merchant, until `expiry`.
/// @param changes The unit's ownership changes when signed: a resale kills the authorisation.
struct RedemptionAuthorization {
    uint256 tokenId;
    uint8 changes;
    address merchant;
    uint48 expiry;
}

/// @title Redemption
/// @notice Holder signs, an appointed merchant confirms, the unit is burned and the issuer is paid. The unit's end state is the nonce.
interface IRedemption {
    event MerchantSet(address indexed issuer, address indexed merchant, bool appointed);
    event RedemptionConfirmed(uint256 indexed tokenId, address indexed merchant, address indexed holder);

    error Redemption_Expired(uint48 expiry, uint256 now_);
    error Redemption_BadSignature(uint256 tokenId, address holder);
    error Redemption_StaleChanges(uint256 tokenId, uint8 signed, uint8 actual);
    error Redemption_WrongMerchant(address expected, address actual);
    error Redemption_ZeroMerchant();
    error Redemption_NotAppointed(address issuer, address merchant);

    /// @notice Issuer: who may confirm redemptions of its coupons.
    function setMerchant(address merchant, bool appointed) external;
    function setMerchantBySig(address merchant, bool appointed, IntentAuth calldata auth) external;

    /// @notice Merchant named in the authorisation and appointed by the issuer: confirms with the holder's signature.
    /// @param holderSignature By the unit's owner: ECDSA (also an EIP-7702-delegated account) or ERC-1271.
    function confirm(RedemptionAuthorization calldata authorization, bytes calldata holderSignature) external;
    function confirmBySig(
        RedemptionAuthorization calldata authorization,
        bytes calldata holderSignature,
        IntentAuth calldata auth
    ) external;

    /// @notice The core whose words this contract reads and writes.
    function core() external view returns (address);
    function isMerchant(address issuer, address merchant) external view returns (bool);
}
