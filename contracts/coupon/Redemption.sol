// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IntentAuthority} from "../account/IntentAuthority.sol";
import {Intents} from "../account/Intents.sol";
import {IntentAuth} from "../account/interfaces/IIntents.sol";
import {ISessionTarget, SessionUse} from "../account/interfaces/ISessionTarget.sol";
import {ISessions} from "../account/interfaces/ISessions.sol";
import {SeriesTerms, Unit} from "../settlement/interfaces/ICouponLedger.sol";
import {ISettlement} from "../settlement/interfaces/ISettlement.sol";
import {IRedemption, RedemptionAuthorization} from "./interfaces/IRedemption.sol";

/// @title Redemption
/// @notice Joins the holder's word and the merchant's; whether the unit can still be redeemed is the core's to say.
contract Redemption is IRedemption, ISessionTarget, Intents {
    bytes32 private constant AUTHORIZATION_TYPEHASH = keccak256(
        "RedemptionAuthorization(uint256 tokenId,uint8 changes,address merchant,uint48 expiry)"
    );
    bytes32 private constant SET_MERCHANT_TYPEHASH = keccak256(
        "SetMerchant(address account,address merchant,bool appointed,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );
    bytes32 private constant CONFIRM_TYPEHASH = keccak256(
        "ConfirmRedemption(address account,uint256 tokenId,uint256 nonce,uint48 deadline,uint32 gasLimit)"
    );

    /// @inheritdoc IRedemption
    address public immutable core;

    /// @inheritdoc IRedemption
    mapping(address issuer => mapping(address merchant => bool appointed)) public isMerchant;

    constructor(address core_, address accountRegistry) EIP712("Genex Redemption", "1") IntentAuthority(accountRegistry) {
        core = core_;
    }

    // ---------------------------------------------------------------------------------------------------------------------- issuers

    /// @inheritdoc IRedemption
    function setMerchant(address merchant, bool appointed) external {
        _setMerchant(msg.sender, merchant, appointed);
    }

    /// @inheritdoc IRedemption
    function setMerchantBySig(address merchant, bool appointed, IntentAuth calldata auth) external {
        _authorize(
            auth,
            keccak256(abi.encode(SET_MERCHANT_TYPEHASH, auth.account, merchant, appointed, auth.nonce, auth.deadline, auth.gasLimit))
        );
        _setMerchant(auth.account, merchant, appointed);
    }

    // -------------------------------------------------------------------------------------------------------------------- merchants

    /// @inheritdoc IRedemption
    function confirm(RedemptionAuthorization calldata authorization, bytes calldata holderSignature) external {
        _confirm(msg.sender, _requireAuthorized(authorization, holderSignature), authorization);
    }

    /// @inheritdoc IRedemption
    function confirmBySig(
        RedemptionAuthorization calldata authorization,
        bytes calldata holderSignature,
        IntentAuth calldata auth
    ) external {
        // First, because the merchant's signature covers the token only: rubbish beside it must be refused, not spend the nonce.
        address holder = _requireAuthorized(authorization, holderSignature);
        _authorize(
            auth,
            keccak256(abi.encode(CONFIRM_TYPEHASH, auth.account, authorization.tokenId, auth.nonce, auth.deadline, auth.gasLimit))
        );
        _confirm(auth.account, holder, authorization);
    }

    // ------------------------------------------------------------------------------------------------------------------------ views

    /// @notice A merchant's tills confirm with session keys; who is a merchant no session key says.
    /// @inheritdoc ISessionTarget
    function sessionUse(bytes calldata call) external pure returns (SessionUse memory use) {
        require(bytes4(call) == this.confirmBySig.selector, ISessions.Sessions_NotOpen(bytes4(call)));
        use.series = new uint32[](1);
        use.series[0] = uint32(uint256(bytes32(call[4:36])) >> 32);
    }

    // ---------------------------------------------------------------------------------------------------------------------- private

    function _setMerchant(address issuer, address merchant, bool appointed) private {
        require(merchant != address(0), Redemption_ZeroMerchant());
        isMerchant[issuer][merchant] = appointed;
        emit MerchantSet(issuer, merchant, appointed);
    }

    function _confirm(address merchant, address holder, RedemptionAuthorization calldata authorization) private {
        require(merchant == authorization.merchant, Redemption_WrongMerchant(authorization.merchant, merchant));
        (SeriesTerms memory terms, , , ) = ISettlement(core).seriesOf(uint32(authorization.tokenId >> 32));
        require(isMerchant[terms.issuer][merchant], Redemption_NotAppointed(terms.issuer, merchant));
        emit RedemptionConfirmed(authorization.tokenId, merchant, holder);
        ISettlement(core).redeem(authorization.tokenId, merchant);
    }

    /// @dev The unit's state is the nonce: an ended unit cannot end again, a resold one has more changes and another owner.
    function _requireAuthorized(
        RedemptionAuthorization calldata authorization,
        bytes calldata holderSignature
    ) private view returns (address holder) {
        require(block.timestamp <= authorization.expiry, Redemption_Expired(authorization.expiry, block.timestamp));
        uint256 tokenId = authorization.tokenId;
        Unit memory unit = ISettlement(core).unitOf(tokenId);
        require(unit.changes == authorization.changes, Redemption_StaleChanges(tokenId, authorization.changes, unit.changes));
        holder = unit.owner;
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(AUTHORIZATION_TYPEHASH, tokenId, authorization.changes, authorization.merchant, authorization.expiry))
        );
        require(_isSignedBy(holder, digest, holderSignature), Redemption_BadSignature(tokenId, holder));
    }

    function _isIntent(bytes4 selector) internal pure override returns (bool) {
        return selector == this.setMerchantBySig.selector || selector == this.confirmBySig.selector;
    }
}
